"""Each of the four permits with the law it rests on and the entries its authority sees."""

from django.db import migrations

REQUIRED = ["case_number", "area_name", "route_length_m", "works"]
FURTHER = ["route", "route_crs"]
BASIS = {
    "PLANNING": "城乡规划法第四十条",
    "GREENING": "城市绿化条例第十九条、第二十条",
    "ROAD_ADMINISTRATION": "公路法第四十四条、第四十五条;公路安全保护条例第二十七条",
    "ROAD_OCCUPATION": "城市道路管理条例第二十九条、第三十条、第三十三条",
}


def name_the_law(apps, schema_editor):
    definition = apps.get_model("approvals", "PermitDefinition")
    for kind, basis in BASIS.items():
        definition.objects.filter(kind=kind).update(basis=basis, required_fields=REQUIRED, further_fields=FURTHER)


class Migration(migrations.Migration):
    dependencies = [("approvals", "0003_exemption_papers_and_further_fields")]
    operations = [migrations.RunPython(name_the_law, migrations.RunPython.noop)]
