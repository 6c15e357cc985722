"""Contacts from Debian's OpenLDAP server, started by the test on a free port."""

import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from jackfield.contacts.ldap_directory import LdapAccess, LdapDirectory
from jackfield.contacts.source import SourceError
from tests.house.tree import ROOT
from tests.support.left_out import left_out

# ldap3 leaves the socket of a refused connection to the collector
pytestmark = [
    pytest.mark.ldap,
    pytest.mark.xdist_group("ldap"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SECRET = "the password of the reader"
MANY = 1200
"""More than a page, and more than a server gives in one answer."""

CONFIGURATION = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {folder}/pid
database mdb
sizelimit 1000
limits dn.exact="cn=reader,dc=example,dc=org" size.prtotal=unlimited size=1000
limits dn.exact="cn=limited,dc=example,dc=org" size.prtotal=1000 size=1000
suffix "dc=example,dc=org"
rootdn "cn=admin,dc=example,dc=org"
rootpw adminadmin
directory {folder}/data
maxsize 67108864
access to attrs=userPassword by anonymous auth by * none
access to * by dn.regex="cn=(reader|limited),dc=example,dc=org" read by * none
"""

HEAD = f"""dn: dc=example,dc=org
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: cn=reader,dc=example,dc=org
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: reader
userPassword: {SECRET}

dn: cn=limited,dc=example,dc=org
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: limited
userPassword: {SECRET}

dn: ou=people,dc=example,dc=org
objectClass: organizationalUnit
ou: people

dn: uid=zoe,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
uid: zoe
cn: Zoe
givenName:: Wm/Dqw==
sn:: TcO8bGxlcg==
o: Example
telephoneNumber: +49 30 99 00 11
mobile: 0170 990 00 02
mail: zoe@example.org
employeeNumber: 77
"""


def ldif() -> str:
    crowd = [
        f"dn: uid=p{n},ou=people,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: p{n}\ncn: p{n}\nsn: Person{n}\n"
        for n in range(MANY)
    ]
    return "\n".join([HEAD, *crowd])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a server with these people."""
    found = subprocess.run([ROOT / "tests" / "ldap" / "prepare"], capture_output=True, text=True, check=False)
    if found.returncode:
        left_out(found.stderr.strip())
    slapd = found.stdout.strip()
    folder = tmp_path_factory.mktemp("ldap")
    (folder / "data").mkdir()
    configuration = folder / "slapd.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    people = folder / "people.ldif"
    people.write_text(ldif())
    subprocess.run([slapd, "-T", "add", "-q", "-f", configuration, "-l", people], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"ldap://127.0.0.1:{port}"
    with subprocess.Popen(
        [slapd, "-f", configuration, "-h", url, "-d", "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            end = time.monotonic() + 20
            while time.monotonic() < end:
                with socket.socket() as asking:
                    if not asking.connect_ex(("127.0.0.1", port)):
                        break
                time.sleep(0.02)
            yield url
        finally:
            running.terminate()


def directory(url: str, **changes: str) -> LdapDirectory:
    fields = {
        "url": url,
        "base": "ou=people,dc=example,dc=org",
        "bind_dn": "cn=reader,dc=example,dc=org",
        "password": SECRET,
        **changes,
    }
    return LdapDirectory("people", LdapAccess(**fields), 600.0, {"employeenumber": "id"})


async def test_all_pages_are_read_and_attributes_are_fields(server: str) -> None:
    found = await directory(server).read()
    assert len(found) == MANY + 1
    (zoe,) = [contact for contact in found if contact.id == "77"]
    assert (zoe.name, zoe.company, zoe.number, zoe.mobile) == (
        "Zoë Müller",
        "Example",
        "+49 30 99 00 11",
        "0170 990 00 02",
    )
    assert (zoe.email, zoe.source) == ("zoe@example.org", "people")
    assert len({contact.id for contact in found}) == MANY + 1


async def test_a_filter_narrows_it(server: str) -> None:
    (zoe,) = await directory(server, filter="(&(objectClass=person)(mail=*))").read()
    assert zoe.first_name == "Zoë"


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "wrong-password-of-ours"},
        {"bind_dn": "cn=limited,dc=example,dc=org"},
        {"base": "ou=nobody,dc=example,dc=org"},
        {"filter": "(objectClass="},
        {"bind_dn": "", "password": ""},
        {"url": "ldap://127.0.0.1:1"},
    ],
)
async def test_what_cannot_be_read_is_said_without_the_password(server: str, changes: dict[str, str]) -> None:
    with pytest.raises(SourceError) as error:
        await directory(**{"url": server, **changes}).read()
    assert "password-of-ours" not in str(error.value)
    assert SECRET not in str(error.value)
