from tests.inbound.conftest import *
from tests.inbound.hands import *
def test_x(desk, settings):
    quick(settings)
    desk.jira.faults(script=[LOST])
    r = desk.put(note("first"))
    print(r.conversation_id)
    import logging
    from django.db import connection
    def w(execute, sql, params, many, context):
        res = execute(sql, params, many, context)
        print(sql[:300], str(params)[:200] if "conversation" in sql else "")
        return res
    with connection.execute_wrapper(w):
        desk.work(r)
    print(r.conversation_id, r.state, said(r))
    assert 0
