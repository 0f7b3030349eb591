"""Who may do what in Elasticsearch. In: its address, its superuser and the passwords of .env, in the environment. Out: users.

kibana_system (Kibana itself) gets its password; `dreiklang` may write its own indices and nothing else; `reader` is the person
who looks through Kibana and changes nothing. A second run sets the same again.
"""

import os
from collections.abc import Mapping

from elasticsearch import Elasticsearch

ROLE = "dreiklang"
CLUSTER = ["monitor"]
INDICES = [{"names": ["dreiklang*"], "privileges": ["all"]}]  # as docs/elasticsearch.md asks for


def set_up(client: Elasticsearch, environment: Mapping[str, str]) -> None:
    """Passwords, one role and two users. Raises: KeyError for a variable that is missing, ApiError where refused."""
    client.security.change_password(username="kibana_system", password=environment["KIBANA_PASSWORD"])
    client.security.put_role(name=ROLE, cluster=CLUSTER, indices=INDICES)
    client.security.put_user(username=ROLE, roles=[ROLE], password=environment["DREIKLANG_SEARCH_PASSWORD"])
    client.security.put_user(username="reader", roles=["viewer"], password=environment["READER_PASSWORD"])


def main() -> None:
    """Connect as the superuser, over TLS with the installation's own authority."""
    given = os.environ
    with Elasticsearch(
        given["ELASTICSEARCH_URL"], ca_certs=given["CA_FILE"], basic_auth=("elastic", given["ELASTIC_PASSWORD"])
    ) as client:
        set_up(client, given)
    print("search_users: kibana_system, dreiklang and reader are set up")


if __name__ == "__main__":
    main()
