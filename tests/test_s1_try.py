import pytest
from django.db import connection
from tests import make
pytestmark = pytest.mark.django_db
def rows(sql, *p):
    with connection.cursor() as c:
        c.execute(sql, p); return c.fetchall()
def test_x(cast):
    print(rows("select count(*) from pg_ts_config"), rows("select datctype, datlocprovider, datcollate from pg_database where datname=current_database()"), rows("select version()"))
    for t in ["Don’t “self-harm”—O’Brien's😊 café/naïve a.b@c.org 3.5mg", "今日は不安です。COVID感染 hello", "<b>x</b> &amp; 東京", "불안 장애가", "ＦＵＬＬ"]:
        print(rows("select search_text(%s), to_tsvector('search_english', search_text(%s)), to_tsvector('search_english_plain', search_text(%s))", t,t,t))
    q = make.question(cast.asker, "What to cook on Sunday?", body="Turnips.", tags=("food",))
    a = make.answer(q, body="Lentil soup keeps for days.")
    make.comment(a, body="With carrots, too.")
    print(rows("select * from search_document"))
    from qa.actions.hidings import hide_post, show_post
    hide_post(cast.moderator, a.pk, reason="x")
    print(rows("select * from search_document"))
