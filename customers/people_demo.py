"""The customers of the made-up county: a hundred thousand households and shops, in one statement."""

from __future__ import annotations

from datetime import datetime
from random import Random

from django.db import connection

from customers.models import Customer, Site, SupplyPoint
from gridhealth.models import TransformerArea
from gridhealth.towns import TOWNS

SURNAMES = "张王李陈胡吴杨周肖曾余熊汪韩刘黄程方徐彭"
GIVEN = "国建志文明德春秀桂玉华兰英红军平安勇强芳丽敏静伟涛海波军林成"
SHOPS = ("副食店", "小吃店", "五金店", "农资店", "理发店", "茶叶店", "卫生室", "修理铺")
NAMES = 400
# One household for so many kVA of its transformer.
KVA_A_HOUSEHOLD = 6.4

FILL = """
    WITH areas AS (
        SELECT a.id, a.name, a.township_code, a.rated_kva, told.address
        FROM unnest(%s::bigint[], %s::text[]) AS told(id, address) JOIN gridhealth_transformerarea a ON a.id = told.id
    ), households AS MATERIALIZED (
        SELECT areas.*, n, nextval(pg_get_serial_sequence('customers_customer', 'id')) AS customer_id,
            nextval(pg_get_serial_sequence('customers_site', 'id')) AS site_id, n %% 24 = 0 AS is_shop
        FROM areas CROSS JOIN LATERAL generate_series(1, greatest(6, (rated_kva / %s)::int)) AS n
    ), people AS (
        INSERT INTO customers_customer (id, kind, name, citizen_id, citizen_id_index, uscc, uscc_index, phone,
            phone_index, legal_person, importance_level, importance_document, is_life_support,
            registered_at)
        SELECT customer_id, CASE WHEN is_shop THEN 'INDIVIDUAL_BUSINESS' ELSE 'NATURAL_PERSON' END,
            CASE WHEN is_shop THEN (%s::text[])[1 + customer_id %% %s] ELSE (%s::text[])[1 + customer_id %% %s] END,
            '', '', '', '', '', '', '', 'NONE', '', false, %s FROM households
    ), sites AS (
        INSERT INTO customers_site (id, customer_id, address, address_index, area_name, region_code, township_code,
            village_code, location_class, crs, real_estate_unit, real_estate_unit_index)
        SELECT site_id, customer_id, address, '', replace(name, '台区', ''), '411523', township_code, '',
            CASE WHEN township_code = '411523100' THEN 'urban' ELSE 'rural' END, 'EPSG:4490', '', '' FROM households
    )
    INSERT INTO customers_supplypoint
        (account_no, customer_id, site_id, area_id, voltage_class, capacity_kva, opened_at)
    SELECT '4115' || lpad(id::text, 5, '0') || lpad(n::text, 4, '0'), customer_id, site_id, id, 'LV',
        CASE WHEN is_shop THEN 15 ELSE 8 END, %s FROM households
"""


def load(at: datetime) -> int:
    """Once, and only for areas where nobody lives yet."""
    if SupplyPoint.objects.exists():
        return 0
    chance = Random(1523)
    areas = list(TransformerArea.objects.order_by("pk").values_list("pk", "name", "township_code"))
    towns = {town.code: town.name for town in TOWNS}
    addresses = [f"河南省信阳市新县{towns.get(code, '')}{name.removesuffix('台区')[2:]}村" for _pk, name, code in areas]
    names = [
        chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))) for _n in range(NAMES)
    ]
    shops = [f"{chance.choice(SURNAMES)}记{chance.choice(SHOPS)}" for _n in range(NAMES)]
    people, shops = (_sealed(Customer, "name", words) for words in (names, shops))
    with connection.cursor() as cursor:
        cursor.execute(
            FILL,
            [[pk for pk, *_rest in areas], _sealed(Site, "address", addresses), KVA_A_HOUSEHOLD,
             shops, NAMES, people, NAMES, at, at],
        )  # fmt: skip
        return int(cursor.rowcount)


def _sealed(model: type, name: str, words: list[str]) -> list[str]:
    """As the column keeps them: encrypted."""
    field = model._meta.get_field(name)  # type: ignore[attr-defined]
    return [field.get_prep_value(word) for word in words]
