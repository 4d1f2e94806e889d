"""Small network files as an export would write them."""

import io
import zipfile

TABLES = {
    "substations": "code,name,voltage_kv,lon,lat\nS-1,城关变,110,114.87,31.64\n",
    "transformers": "code,name,substation,node,rated_kva,peak_kva\nT-1,1号主变,S-1,bar,20000,8000\n",
    "feeders": "code,name,cell,breaker,voltage_kv,peak_kw,current_limit_a\n"
    "F-1,东线,,K-1,10,700,400\nF-2,西线,,K-2,10,300,300\n",
    "nodes": "code,lon,lat\nbar,114.87,31.64\nn1,114.87,31.64\nn2,114.88,31.64\nn3,114.89,31.64\nn4,114.86,31.64\n"
    "m1,114.87,31.64\n",
    "branches": "code,name,kind,from,to,closed,length_m,r_ohm,x_ohm,limit_a\n"
    "K-1,,switch,bar,n1,1,,,,630\nL-1,东一段,section,n1,n2,,950,0.2,0.3,400\nL-2,东二段,section,n2,n3,,950,0.2,0.3,400\n"
    "K-2,,switch,bar,m1,1,,,,630\nL-3,西一段,section,m1,n4,,900,0.2,0.3,300\n"
    "K-9,联络,switch,n3,n4,0,,,,630\nK-7,,switch,n2,n5,1,,,,200\n",
    "areas": "code,name,node,rated_kva,peak_kva,lon,lat,township\n"
    "A-1,湾一台区,n2,400,120,114.88,31.641,411523100\nA-2,湾二台区,n3,200,80,,,\nA-4,西台区,n4,315,60,,,\n",
}


def with_row(table, row):
    """The tables with a row, or several, more."""
    return TABLES | {table: TABLES[table] + row + "\n"}


def packed(tables):
    """A ZIP of the tables, as bytes."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in tables.items():
            file.writestr(f"{name}.csv", text)
    return whole.getvalue()


WINDING = "http://iec.ch/TC57/2013/CIM-schema-cim16#WindingConnection."


def key(n):
    return f"11111111-0000-4000-8000-{n:012d}"


def thing(kind, n, **properties):
    inside = "".join(
        f'<cim:X.{name} rdf:resource="#_{value}"/>'
        if isinstance(value, str) and value.startswith("1111")
        else f'<cim:X.{name} rdf:resource="{value}"/>'
        if isinstance(value, str) and value.startswith("http")
        else f"<cim:X.{name}>{value}</cim:X.{name}>"
        for name, value in properties.items()
    )
    return f'<cim:{kind} rdf:ID="_{key(n)}">{inside}</cim:{kind}>\n'


def terminal(n, of, node):
    return thing("Terminal", n, ConductingEquipment=key(of), ConnectivityNode=key(node))


# A substation of 110/10 kV, a breaker, a section of 1.5 km, and a transformer of 400 kVA at its end.
CIM = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:cim="http://iec.ch/TC57/2013/CIM-schema-cim16#">\n'
    + thing("BaseVoltage", 90, nominalVoltage=110) + thing("BaseVoltage", 91, nominalVoltage=10)
    + thing("BaseVoltage", 92, nominalVoltage=0.4) + thing("Substation", 10, name="城关变")
    + thing("VoltageLevel", 20, Substation=key(10), BaseVoltage=key(90))
    + thing("VoltageLevel", 21, Substation=key(10), BaseVoltage=key(91))
    + thing("VoltageLevel", 22, Substation=key(10), BaseVoltage=key(92))
    + "".join(thing("ConnectivityNode", n, ConnectivityNodeContainer=key(level))
              for n, level in ((30, 20), (31, 21), (32, 21), (33, 21), (34, 22)))
    + thing("PowerTransformer", 1, name="1号主变", EquipmentContainer=key(10))
    + thing("PowerTransformerEnd", 50, PowerTransformer=key(1), endNumber=1, ratedU=110, ratedS=25, Terminal=key(60))
    + thing("PowerTransformerEnd", 51, PowerTransformer=key(1), endNumber=2, ratedU=10.5, ratedS=25, Terminal=key(61))
    + terminal(60, 1, 30) + terminal(61, 1, 31)
    + thing("Breaker", 2, name="东线开关", normalOpen="false") + terminal(62, 2, 31) + terminal(63, 2, 32)
    + thing("ACLineSegment", 3, name="东线", length=1.5, r=0.4, x=0.5) + terminal(64, 3, 32) + terminal(65, 3, 33)
    + thing("OperationalLimitSet", 70, Equipment=key(3))
    + thing("CurrentLimit", 71, OperationalLimitSet=key(70), value=300)
    + thing("PowerTransformer", 4, name="湾一台区")
    + thing("PowerTransformerEnd", 52, PowerTransformer=key(4), endNumber=1, ratedU=10, ratedS=0.4, Terminal=key(66),
            connectionKind=WINDING + "D")
    + thing("PowerTransformerEnd", 53, PowerTransformer=key(4), endNumber=2, ratedU=0.4, ratedS=0.4, Terminal=key(67),
            connectionKind=WINDING + "Yn", phaseAngleClock=11)
    + terminal(66, 4, 33) + terminal(67, 4, 34)
    + "</rdf:RDF>\n"
)  # fmt: skip
