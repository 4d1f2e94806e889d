"""The statements of the self-score: one for each number, as it stands beside the number on the page."""

from __future__ import annotations

# New low-voltage connections of businesses: what international comparisons ask about.
COMPARED = """FROM portal_casefact f
WHERE f.outcome = 'ENERGISED' AND f.supply_class IN ('SMALL_MICRO', 'LV_OTHER')
  AND f.ended_at >= %(since)s AND f.ended_at < %(until)s"""

NUMBERS = {
    "contacts": f"SELECT avg(f.interactions)\n{COMPARED}",
    "days": f"""SELECT extract(epoch FROM
  percentile_disc(0.5) WITHIN GROUP (ORDER BY f.ended_at - f.arrived_at)) / 86400
{COMPARED}""",
    "workdays": f"""SELECT percentile_disc(0.5) WITHIN GROUP (
  ORDER BY f.company_days + f.government_days + f.customer_days)
{COMPARED}""",
    "free": f"""SELECT avg((EXISTS (
  SELECT 1 FROM applications_application a WHERE a.id = f.application_id AND a.is_company_invested))::int)
{COMPARED}""",
    "cases": f"SELECT count(*)\n{COMPARED}",
}

# Shares of this year's faults, and what is on file. Nothing to share is nothing known.
POINTS = {
    "recorded": """SELECT avg((o.source = 'TELEMETRY')::int)
FROM outages_outage o
WHERE o.began_at >= %(year_start)s AND o.stage NOT IN ('FALSE_ALARM', 'MERGED', 'USER_SIDE', 'UPGRADED')""",
    "restored": """SELECT avg((EXISTS (
  SELECT 1 FROM gridhealth_powerevent e JOIN gridhealth_terminal t ON t.id = e.terminal_id
  WHERE t.area_id = p.area_id AND e.kind = 'ON'
    AND e.at BETWEEN p.back_at - interval '5 minutes' AND p.back_at + interval '5 minutes'))::int)
FROM outages_part p
WHERE p.back_at >= %(year_start)s AND p.area_id IS NOT NULL AND NOT p.is_void""",
    "deterrent": "SELECT (count(*) > 0)::int FROM outages_budget b WHERE b.year = %(year)s",
    "prices": """SELECT ((t.loaded_at AT TIME ZONE 'Asia/Shanghai')::date <= t.effective_from)::int
FROM portal_tariffedition t
WHERE t.effective_from <= %(today)s AND NOT t.is_demonstration
ORDER BY t.effective_from DESC LIMIT 1""",
}
