"""Every address, seen by everybody: which status whom. A new address without a row here fails."""

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Level
from accounts.profiles.models import ProfileField
from forum import options
from forum.lib.texts import compose
from qa.actions.appeals import file_appeal
from qa.actions.category_levels import set_category_level
from qa.actions.drafts import save_draft
from qa.actions.flags import flag_post
from qa.actions.hidings import hide_post
from qa.actions.measures import block
from qa.actions.member_notes import write_note
from qa.actions.notices import make_check_in_path, make_token
from qa.actions.sweeps import hide_all
from qa.actions.tag_moves import merge_tags
from qa.actions.tag_texts import edit_tag_text
from qa.hooks.actions.hooks import save_hook
from qa.hooks.models import Hook
from qa.mailings.actions.mailings import save_mailing
from qa.mailings.actions.wishes import make_token as make_mailings_token
from qa.mailings.models import Mailing
from qa.models import Category, LogEntry, ReviewItem, Tag
from qa.talks.actions.reports import report_message
from qa.talks.models import Report
from qa.team.actions.worries import refer_post
from qa.team.models import Worry
from tests import make

pytestmark = pytest.mark.django_db

WHO = ("visitor", "reader", "asker", "expert", "editor", "moderator", "administrator")
EVERYBODY = (200,) * 7
TO_ELSEWHERE = (302,) * 7
FOR_GOOD = (301,) * 7
WRONG_METHOD = (405,) * 7
SHARES = 24  # of the table, so that making the people and posts of each is done that often
OF_ALLAUTH = (
    "account_",
    "mfa_",
    "socialaccount_",
    "openid_connect_",
    "github_",
    "unnamed social/",  # earlier places of pages of allauth
)  # tests/accounts/test_sign_in.py

# Address name -> status of GET for each of WHO. {q} is the asker's question, {a} the answerer's answer,
# {h} a hidden one, {w} one that waits for approval, {r} its place in the queue, {g} a flagged one, {i} a picture,
# {f} another file, {m} a measure against somebody below moderators, {n} a note about them, {s} the hiding of all they wrote,
# {d} a question of the asker's that the moderator hid, {e} the entry of the log about that, {p} the asker's appeal,
# {talk} a conversation of the asker's, {message} one of the other's in it, {report} the asker's report of that, {wall} a note
# on the asker's wall.
# {b} a mailing, {k} a webhook, {synonym} another name of the tag "sleep", {merge} the merge that made it one.
GET = {
    "healthz": ("/healthz", EVERYBODY),
    "challenge": ("/challenge/", EVERYBODY),
    "robots": ("/robots.txt", EVERYBODY),
    "security": ("/.well-known/security.txt", (404,) * 7),  # without a contact; tests/forum/test_health.py
    "seo:sitemap": ("/sitemap.xml", EVERYBODY),
    "seo:sitemap-part": ("/sitemap/pages-0.xml", EVERYBODY),
    "seo:card": ("/card.png", EVERYBODY),
    "seo:question-card": ("/questions/{q}/card.png", EVERYBODY),
    "seo:indexnow-key": ("/some-key.txt", (404,) * 7),  # without a key; tests/qa/seo/test_indexnow.py
    "qa:home": ("/", EVERYBODY),
    "qa:questions": ("/questions/", EVERYBODY),
    "qa:question": ("/questions/{q}/", TO_ELSEWHERE),
    "qa:question-slug": ("{address}", EVERYBODY),
    "qa:answer-new": ("/questions/{q}/answers/", WRONG_METHOD),
    "qa:answer-order": ("/questions/{q}/order/", EVERYBODY),
    "qa:ask": ("/ask/", EVERYBODY),
    "qa:similar": ("/ask/similar/?title=how does one get through", EVERYBODY),
    "qa:image-new": ("/images/", WRONG_METHOD),
    "qa:image": ("/media/{i}.webp", EVERYBODY),
    "qa:attachment": ("/media/{f}.pdf", EVERYBODY),
    "qa:preview": ("/preview/", WRONG_METHOD),
    "qa:vote": ("/posts/{a}/vote/", WRONG_METHOD),
    "qa:voters": ("/posts/{a}/votes/", (403, 403, 403, 403, 403, 403, 200)),
    "qa:comment-new": ("/posts/{a}/comments/", EVERYBODY),
    "qa:comments": ("/posts/{q}/comments/all/", TO_ELSEWHERE),
    "qa:edit": ("/posts/{q}/edit/", (403, 403, 200, 403, 200, 200, 200)),
    "qa:acceptance": ("/posts/{a}/acceptance/", WRONG_METHOD),
    "qa:close": ("/posts/{q}/closure/", (403, 403, 200, 403, 200, 200, 200)),
    "qa:reopen": ("/posts/{q}/reopening/", WRONG_METHOD),
    "qa:lock": ("/posts/{q}/lock/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:archive": ("/posts/{q}/archive/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:thaw": ("/posts/{q}/thaw/", WRONG_METHOD),
    "qa:audience": ("/posts/{q}/audience/", (403, 403, 200, 403, 403, 200, 200)),
    "qa:warnings": ("/posts/{q}/warnings/", (403, 403, 200, 403, 403, 200, 200)),
    "qa:content-choices": ("/users/me/content/", (302, 200, 200, 200, 200, 200, 200)),
    # Professions are not checked here, to begin with; tests/qa/professionals/test_professionals.py
    "professionals:own": ("/users/me/profession/", (302, 403, 403, 403, 403, 403, 403)),
    "professionals:withdraw": ("/users/me/profession/withdrawal/", WRONG_METHOD),
    "professionals:give-up": ("/users/me/profession/end/", WRONG_METHOD),
    "professionals:index": ("/moderate/professions/", (403,) * 7),
    "professionals:show": ("/moderate/professions/1/", (403,) * 7),
    "professionals:evidence": ("/moderate/professions/1/evidence/1/", (403,) * 7),
    "professionals:take-back": ("/moderate/professions/members/1/end/", WRONG_METHOD),
    "qa:appeal-post": ("/posts/{d}/appeal/", (404, 404, 302, 404, 404, 404, 404)),
    "qa:appeal-new": ("/decisions/{e}/appeal/", (404, 404, 302, 404, 404, 404, 404)),
    "qa:appeal": ("/appeals/{p}/", (404, 404, 200, 404, 404, 200, 200)),
    "qa:appeal-decide": ("/appeals/{p}/decision/", (404, 404, 403, 404, 404, 403, 200)),
    "qa:appeals": ("/moderate/appeals/", (403, 403, 403, 403, 403, 200, 200)),
    "masks:about": ("/anonymity/", EVERYBODY),
    "masks:own": ("/users/me/masked/", (302, 200, 200, 200, 200, 200, 200)),
    "masks:change": ("/posts/{q}/name/", (302, 403, 200, 403, 403, 403, 403)),
    "masks:unmasking-new": ("/posts/{q}/unmasking/", (403,) * 7),  # nobody wrote it masked; tests/qa/masks
    "masks:author": ("/posts/{q}/author/", (403,) * 7),
    "masks:author-measure": ("/posts/{q}/author/warning/", (403,) * 7),
    "masks:unmaskings": ("/moderate/unmaskings/", (403, 403, 403, 403, 403, 200, 200)),
    "masks:unmasking": ("/moderate/unmaskings/0/", (403, 403, 403, 403, 403, 404, 404)),
    "qa:statements": ("/moderate/statements/", (403, 403, 403, 403, 403, 403, 200)),
    "qa:modlog": ("/moderation-log/", EVERYBODY),
    "qa:modlog-export": ("/moderation-log/export/", EVERYBODY),
    "qa:modlog-sever": ("/moderation-log/{e}/reason/", (403, 403, 403, 403, 403, 403, 200)),
    "qa:modlog-feed": ("/feeds/moderation-log/", EVERYBODY),
    "feeds:index": ("/feeds/", EVERYBODY),
    "feeds:list": ("/feeds/qa.atom", EVERYBODY),
    "feeds:category": ("/feeds/questions/health.rss", EVERYBODY),
    "feeds:thread": ("/feeds/questions/{q}.json", EVERYBODY),
    # Those that are off at first: tests/qa/feeds/test_lists.py
    "feeds:tag": ("/feeds/tags/sleep.atom", (404,) * 7),
    "feeds:member": ("/feeds/users/asker.atom", (404,) * 7),
    "feeds:search": ("/feeds/search.atom?q=day", (404,) * 7),
    "feeds:old": ("/feed/qa.rss", FOR_GOOD),
    "feeds:old-index": ("/index.php/feed/qa.rss", FOR_GOOD),
    "qa:decisions": ("/decisions/", EVERYBODY),
    "qa:hide": ("/posts/{q}/hiding/", (403, 403, 200, 403, 200, 200, 200)),
    "qa:show": ("/posts/{h}/showing/", WRONG_METHOD),
    "qa:delete": ("/posts/{h}/deletion/", (404, 404, 403, 404, 403, 200, 200)),
    "qa:approve": ("/posts/{w}/approval/", WRONG_METHOD),
    "qa:reject": ("/posts/{w}/rejection/", (404, 404, 404, 200, 200, 200, 200)),
    "qa:member": ("/moderate/members/asker/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:member-rename": ("/moderate/members/asker/name/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:member-clear": ("/moderate/members/asker/profile/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:member-merge": ("/moderate/members/asker/merge/", (403, 403, 403, 403, 403, 403, 200)),
    "qa:rename": ("/users/me/name/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:merge": ("/users/me/merge/", (302, 200, 200, 200, 200, 200, 200)),
    "profiles:edit": ("/users/me/profile/", (302, 200, 200, 200, 200, 200, 200)),
    "profiles:picture": ("/users/me/picture/", WRONG_METHOD),
    "profiles:picture-remove": ("/users/me/picture/removal/", WRONG_METHOD),
    "profiles:site-picture": ("/moderate/picture/", (302, 403, 403, 403, 403, 403, 200)),
    "profiles:terms": (
        "/terms/",
        (404,) * 7,
    ),  # without terms; tests/accounts/profiles/test_terms.py
    "profiles:show-picture": ("/avatars/0123456789abcdef0123456789abcdef-96.webp", (404,) * 7),
    "profiles:pattern": ("/avatars/0123abcd.svg", EVERYBODY),
    "qa:member-measure": ("/moderate/members/asker/suspension/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:member-hide-all": ("/moderate/members/asker/hiding/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:member-remove": ("/moderate/members/asker/removal/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:measure-lift": ("/moderate/measures/{m}/lifting/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:measure-end": ("/moderate/measures/{m}/end/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:note-delete": ("/moderate/notes/{n}/deletion/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:sweep": ("/moderate/sweeps/{s}/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:sweep-undo": ("/moderate/sweeps/{s}/undoing/", WRONG_METHOD),
    "qa:standing": ("/users/me/standing/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:warning": ("/users/me/warning/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:users-new": ("/users/new/", (403, 403, 403, 403, 200, 200, 200)),
    "qa:users-special": ("/users/special/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:users-blocked": ("/users/blocked/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:held": ("/moderate/held/", (403, 403, 403, 302, 302, 302, 302)),
    "qa:reviews": ("/moderate/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:review-next": ("/moderate/next/", WRONG_METHOD),
    "qa:review-many": ("/moderate/decisions/", WRONG_METHOD),
    "qa:review": ("/moderate/{r}/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:review-decide": ("/moderate/{r}/decision/", WRONG_METHOD),
    "qa:review-claim": ("/moderate/{r}/claim/", WRONG_METHOD),
    "qa:review-release": ("/moderate/{r}/release/", WRONG_METHOD),
    "qa:review-handover": ("/moderate/{r}/handover/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:flags": ("/flags/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:mending": ("/posts/{w}/mending/", (404, 404, 404, 200, 200, 200, 200)),
    "qa:settle": ("/posts/{a}/settling/", WRONG_METHOD),
    "qa:admissions": ("/moderate/members/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:blocks": ("/moderate/blocks/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:block-lift": ("/moderate/blocks/1/lifting/", WRONG_METHOD),
    "qa:flag": ("/posts/{q}/flag/", (403, 200, 403, 200, 200, 200, 200)),
    "qa:flags-clear": ("/posts/{g}/flags/", (403, 403, 403, 403, 200, 200, 200)),
    "qa:history": ("/posts/{q}/history/", EVERYBODY),
    "qa:restore": ("/posts/{q}/history/1/restoration/", (403, 403, 200, 403, 200, 200, 200)),
    "qa:retag": ("/posts/{q}/tags/", (403, 403, 200, 403, 200, 200, 200)),
    "qa:convert": ("/posts/{a}/conversion/", (403, 403, 403, 403, 200, 200, 200)),
    "qa:claim": ("/posts/{a}/claim/", WRONG_METHOD),
    "qa:favourite": ("/posts/{q}/favourite/", WRONG_METHOD),
    "qa:post-address": ("/posts/{q}/address/", (403, 403, 403, 403, 403, 403, 403)),
    "qa:address": ("/moderate/addresses/192.0.2.7/", (403,) * 7),
    "qa:address-hide": ("/moderate/addresses/192.0.2.7/hiding/", (403,) * 7),
    "qa:pace": ("/posts/{q}/pace/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:wiki": ("/posts/{a}/wiki/", WRONG_METHOD),
    "qa:check": ("/posts/{a}/check/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:duplicate-confirm": ("/posts/{q}/duplicate/confirmation/", WRONG_METHOD),
    "qa:duplicate-dispute": ("/posts/{q}/duplicate/difference/", (403,) * 7),
    "qa:checks": ("/checks/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:favourites": ("/favourites/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:star": ("/favourites/tags/1/", WRONG_METHOD),
    "news:updates": ("/updates/", (302, 200, 200, 200, 200, 200, 200)),
    "news:feed": ("/updates/feed/", (302, 200, 200, 200, 200, 200, 200)),
    "feeds:updates": (
        "/feeds/updates/none.atom",
        (404,) * 7,
    ),  # tests/qa/feeds/test_private.py has true ones
    "news:mute": ("/updates/mutes/{q}/", WRONG_METHOD),
    "qa:notices-stop": ("/notices/{token}/", EVERYBODY),
    "mailings:stop": ("/mailings/stop/{stop}/", EVERYBODY),
    "mailings:own": ("/users/me/mailings/", (302, 200, 200, 200, 200, 200, 200)),
    "news:subjects": ("/users/me/mutes/", (302, 200, 200, 200, 200, 200, 200)),
    "news:subject-lift": ("/users/me/mutes/1/lifting/", WRONG_METHOD),
    "news:mute-person": ("/users/me/mutes/people/1/", WRONG_METHOD),
    "news:mute-tag": ("/users/me/mutes/tags/1/", WRONG_METHOD),
    "accounts:sign-ins": ("/users/me/sessions/", (302, 200, 200, 200, 200, 200, 200)),
    "accounts:sign-ins-end": ("/users/me/sessions/others/", (302, 405, 405, 405, 405, 405, 405)),
    "accounts:sign-in-end": ("/users/me/sessions/1/", (302, 405, 405, 405, 405, 405, 405)),
    "accounts:sign-ins-mail": ("/users/me/sessions/mail/", (302, 405, 405, 405, 405, 405, 405)),
    "accounts:not-me": ("/accounts/not-me/forged/", (404,) * 7),
    "accounts:sign-on": (
        "/accounts/sign-on/",
        (404,) * 7,
    ),  # without a secret; tests/accounts/test_sign_on.py
    "accounts:elsewhere": ("/accounts/with/nobody/", TO_ELSEWHERE),
    "news:preferences": ("/users/me/notices/", (302, 200, 200, 200, 200, 200, 200)),
    "news:break": ("/users/me/notices/break/", WRONG_METHOD),
    "news:break-end": ("/users/me/notices/break/end/", WRONG_METHOD),
    "news:mail-resume": ("/users/me/notices/mail/", WRONG_METHOD),
    "news:mail-in": ("/mail-in/postmark/inbound/", WRONG_METHOD),
    "news:stop": (
        "/mail/{token}/",
        (404,) * 7,
    ),  # a word made for something else; tests/qa/news/test_stops.py has true ones
    "qa:unanswered": ("/unanswered/", EVERYBODY),
    "qa:hot": ("/hot/", EVERYBODY),
    "qa:activity": ("/activity/", EVERYBODY),
    "qa:tags": ("/tags/", EVERYBODY),
    "qa:tags-suggest": ("/suggest/tags/?q=s", EVERYBODY),
    "qa:search-suggest": ("/suggest/search/?q=s", EVERYBODY),
    "qa:opensearch": ("/opensearch.xml", EVERYBODY),
    "qa:members-suggest": ("/suggest/members/?q=a&question={q}", EVERYBODY),
    "qa:tag": ("/tags/sleep/", EVERYBODY),
    "qa:tag-edit": ("/tags/sleep/edit/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:tag-history": ("/tags/sleep/history/", EVERYBODY),
    "qa:tag-restore": ("/tags/sleep/history/1/restoration/", (403, 403, 403, 200, 200, 200, 200)),
    "qa:tag-synonyms": ("/tags/sleep/synonyms/", EVERYBODY),
    "qa:tag-synonym-remove": ("/tags/sleep/synonyms/{synonym}/removal/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:tag-manage": ("/tags/sleep/manage/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:tag-act": ("/tags/sleep/manage/merge/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:tag-move": ("/moderate/tags/{merge}/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:tag-split": ("/moderate/tags/{merge}/splitting/", (403, 403, 403, 403, 403, 200, 200)),
    "qa:synonym-suggestions": ("/synonyms/", EVERYBODY),
    "qa:synonym-vote": ("/synonyms/1/vote/", WRONG_METHOD),
    "qa:synonym-decide": ("/synonyms/1/decision/", WRONG_METHOD),
    "qa:categories": ("/categories/", EVERYBODY),
    "qa:category": ("/categories/health/", EVERYBODY),
    "qa:guidance": ("/ask/guidance/?category=1", EVERYBODY),
    "care:help-now": ("/help-now/", EVERYBODY),
    "care:card": ("/help-now/card/", WRONG_METHOD),
    "care:titles": ("/help-now/titles/", WRONG_METHOD),
    "qa:feedback": (
        "/feedback/",
        (404,) * 7,
    ),  # while the owner has no address; tests/qa/views/test_feedback.py
    "qa:drafts": ("/drafts/", (302, 200, 200, 200, 200, 200, 200)),
    "qa:draft-discard": ("/drafts/ask/discarding/", (403, 404, 200, 404, 404, 404, 404)),
    "news:inbox": ("/inbox/", (302, 200, 200, 200, 200, 200, 200)),
    "news:inbox-count": ("/inbox/count/", (403, 200, 200, 200, 200, 200, 200)),
    "news:inbox-reading": ("/inbox/reading/", WRONG_METHOD),
    "qa:search": ("/search/?q=day", EVERYBODY),
    "qa:search-precise": ("/search/precise/?words=day", (302,) * 7),
    "qa:badges": ("/badges/", EVERYBODY),
    "qa:badge": ("/badges/first-answer/", EVERYBODY),
    "qa:users": ("/users/", EVERYBODY),
    "qa:user": ("/users/asker/", EVERYBODY),
    "qa:user-questions": ("/users/asker/questions/", EVERYBODY),
    "qa:user-answers": ("/users/asker/answers/", EVERYBODY),
    "sealed:enter": ("/sealed/", EVERYBODY),
    "sealed:download": ("/sealed/secret.txt", WRONG_METHOD),
    "sealed:end": ("/sealed/end/", WRONG_METHOD),
    "sealed:post": ("/sealed/post/", TO_ELSEWHERE),  # to where the secret is asked for; tests/qa/sealed
    "sealed:comment": ("/sealed/post/{q}/comment/", TO_ELSEWHERE),
    "sealed:edit": ("/sealed/post/{q}/edit/", TO_ELSEWHERE),
    "sealed:appeal": ("/sealed/post/{q}/appeal/", TO_ELSEWHERE),
    "sealed:act": ("/sealed/post/{q}/show/", WRONG_METHOD),
    "sealed:address": ("/sealed/address/", WRONG_METHOD),
    "sealed:withdraw": ("/sealed/waiting/5b5b2f0e-7a51-4f0e-9f43-0c8f2b0e9a11/withdrawal/", WRONG_METHOD),
    "sealed:feed": ("/sealed/feed/some-key/", (404,) * 7),
    "talks:messages": ("/messages/", (302, 200, 200, 200, 200, 200, 200)),
    "talks:message-new": ("/messages/new/?to=answerer", (302, 200, 200, 200, 200, 200, 200)),
    "talks:conversation": ("/messages/{talk}/", (302, 404, 200, 404, 404, 404, 404)),
    "talks:conversation-delete": ("/messages/{talk}/deletion/", (302, 404, 200, 404, 404, 404, 404)),
    "talks:conversation-restore": ("/messages/{talk}/restoration/", WRONG_METHOD),
    "talks:message-delete": ("/messages/{talk}/{message}/deletion/", (302, 404, 200, 404, 404, 404, 404)),
    "talks:message-report": ("/messages/{talk}/{message}/report/", (302, 404, 200, 404, 404, 404, 404)),
    "talks:preferences": ("/users/me/messages/", (302, 200, 200, 200, 200, 200, 200)),
    "talks:stop": ("/users/answerer/stop/", (302, 200, 200, 200, 200, 200, 200)),
    "talks:stop-lift": ("/users/me/stops/1/lifting/", WRONG_METHOD),
    "talks:wall": ("/users/asker/wall/", EVERYBODY),
    "talks:note-new": ("/users/asker/wall/new/", (302, 200, 200, 200, 200, 200, 200)),
    "talks:note": ("/wall/{wall}/", TO_ELSEWHERE),
    "talks:note-delete": ("/wall/{wall}/deletion/", (302, 403, 200, 403, 403, 200, 200)),
    "talks:note-hide": ("/wall/{wall}/hiding/", (302, 403, 403, 403, 200, 200, 200)),
    "talks:note-show": ("/wall/{wall}/showing/", WRONG_METHOD),
    "talks:note-report": ("/wall/{wall}/report/", (302, 200, 200, 200, 200, 200, 200)),
    "talks:report": ("/reports/{report}/", (302, 404, 200, 404, 404, 200, 200)),
    "qa:user-points": ("/users/asker/points/", EVERYBODY),
    # {o}: a worry about the asker's question, {c} the ticket of its asker.
    "team:refer": ("/posts/{q}/worry/", (403, 200, 403, 200, 200, 200, 200)),
    "team:referred": ("/posts/{q}/worry/sent/", (404, 404, 404, 404, 404, 404, 404)),
    "team:worry": ("/worries/{o}/", (403, 403, 403, 403, 403, 200, 200)),
    "team:load": ("/moderate/team/", (403, 403, 403, 403, 403, 200, 200)),
    "team:rest": ("/moderate/team/break/", WRONG_METHOD),
    "team:breather": ("/moderate/team/breather/", (403, 403, 403, 200, 200, 200, 200)),
    "team:waiting": ("/waiting/", (403, 200, 200, 200, 200, 200, 200)),
    "team:waiting-times": ("/waiting/times/", EVERYBODY),
    "team:turn": ("/waiting/{q}/turn/", WRONG_METHOD),
    "team:turn-end": ("/waiting/return/", WRONG_METHOD),
    "team:check-in": ("{c}", EVERYBODY),
    "team:memorial": ("/users/asker/memorial/", (403, 403, 403, 403, 403, 403, 200)),
    "team:memorial-end": ("/users/asker/memorial/end/", WRONG_METHOD),
    "api:docs": ("/api/", EVERYBODY),
    "api:question-markdown": ("/questions/{q}.md", EVERYBODY),
    "api:llms": ("/llms.txt", EVERYBODY),
    "api:tokens": ("/users/me/tokens/", (302, 200, 200, 200, 200, 200, 200)),
    "api:token-revoke": ("/users/me/tokens/1/revocation/", (302, 404, 404, 404, 404, 404, 404)),
    "api:data": ("/users/me/data/", (302, 200, 200, 200, 200, 200, 200)),
    "privacy:data": ("/privacy/data/", EVERYBODY),
    "privacy:cookies": ("/privacy/cookies/", EVERYBODY),
    "privacy:consents": ("/privacy/consents/", (302, 200, 200, 200, 200, 200, 200)),
    "privacy:copy": ("/privacy/copy/", (302, 200, 200, 200, 200, 200, 200)),
    "privacy:copy-file": (
        "/privacy/copy/file/",
        TO_ELSEWHERE,
    ),  # the password once more; tests/qa/privacy/test_copies.py
    "privacy:leaving": ("/privacy/leaving/", (302, 200, 200, 200, 200, 200, 200)),
    "privacy:return": (
        "/privacy/return/",
        TO_ELSEWHERE,
    ),  # for those who left: tests/qa/privacy/test_leaving.py
    "privacy:receipt": ("/privacy/erasures/00000000-0000-4000-8000-000000000000/", (404,) * 7),
    # Cookies count for nothing below /api/v1/, so everybody here is a stranger; tests/qa/api has those with tokens.
    "api-1:openapi-json": ("/api/v1/openapi.json", EVERYBODY),
    "api-1:api-root": ("/api/v1/", EVERYBODY),
    "api-1:site": ("/api/v1/", EVERYBODY),
    "api-1:questions": ("/api/v1/questions", EVERYBODY),
    "api-1:ask": ("/api/v1/questions?sort=hot", EVERYBODY),
    "api-1:question": ("/api/v1/questions/{q}", EVERYBODY),
    "api-1:answers": ("/api/v1/questions/{q}/answers", EVERYBODY),
    "api-1:answer-new": ("/api/v1/questions/{q}/answers?order=oldest", EVERYBODY),
    "api-1:answer": ("/api/v1/answers/{a}", EVERYBODY),
    "api-1:comment": ("/api/v1/comments/{a}", (404,) * 7),
    "api-1:comments": ("/api/v1/posts/{a}/comments", EVERYBODY),
    "api-1:comment-new": ("/api/v1/posts/{q}/comments", EVERYBODY),
    "api-1:edit": ("/api/v1/posts/{q}", WRONG_METHOD),
    "api-1:vote": ("/api/v1/posts/{q}/vote", WRONG_METHOD),
    "api-1:vote-delete": ("/api/v1/posts/{q}/vote", WRONG_METHOD),
    "api-1:acceptance": ("/api/v1/answers/{a}/acceptance", WRONG_METHOD),
    "api-1:acceptance-delete": ("/api/v1/answers/{a}/acceptance", WRONG_METHOD),
    "api-1:flag": ("/api/v1/posts/{q}/flag", WRONG_METHOD),
    "api-1:flag-delete": ("/api/v1/posts/{q}/flag", WRONG_METHOD),
    "api-1:activity": ("/api/v1/activity", EVERYBODY),
    "api-1:search": ("/api/v1/search?q=day", EVERYBODY),
    "api-1:tags": ("/api/v1/tags", EVERYBODY),
    "api-1:tag": ("/api/v1/tags/sleep", EVERYBODY),
    "api-1:categories": ("/api/v1/categories", EVERYBODY),
    "api-1:category": ("/api/v1/categories/health", EVERYBODY),
    "api-1:badges": ("/api/v1/badges", EVERYBODY),
    "api-1:users": ("/api/v1/users", EVERYBODY),
    "api-1:user": ("/api/v1/users/asker", EVERYBODY),
    "api-1:user-answers": ("/api/v1/users/answerer/answers", EVERYBODY),
    "api-1:me": ("/api/v1/me", (401,) * 7),
    "qa:old-index": ("/index.php?qa={q}/x", FOR_GOOD),
    "qa:old-index-path": ("/index.php/{q}/x", FOR_GOOD),
    "qa:old-question": ("/{q}/", FOR_GOOD),
    "qa:old-question-slug": ("/{q}/some-old-slug", FOR_GOOD),
    "qa:old-question-slash": ("/{q}/some-old-slug/", FOR_GOOD),
}
CONSOLE = {
    "/admin/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/post/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/post/{q}/change/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/post/{h}/delete/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/post/add/": (302, 302, 302, 302, 302, 403, 403),
    "/admin/qa/reviewitem/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/reviewitem/{r}/change/": (302,) * 7,
    "/admin/qa/image/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/image/{i}/change/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/image/{i}/delete/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/image/add/": (302, 302, 302, 302, 302, 403, 403),
    "/admin/qa/attachment/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/attachment/{f}/change/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/attachment/{f}/delete/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/attachment/add/": (302, 302, 302, 302, 302, 403, 403),
    "/admin/accounts/profilefield/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/accounts/profilefield/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/accounts/profilefield/1/change/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/accounts/user/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/forum/addressblock/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/forum/addressblock/add/": (302, 302, 302, 302, 302, 302, 302),
    "/admin/accounts/admission/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/qa/category/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/qa/category/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/qa/category/order/": (302,) * 7,
    "/admin/qa/category/refile/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/qa/category/moves/1/": (302, 302, 302, 302, 302, 302, 404),
    "/admin/qa/category/moves/1/stop/": (302,) * 7,
    "/admin/qa/tag/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/qa/watchedword/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/qa/watchedword/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/qa/watchedword/import/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/qa/watchedword/export/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/qa/watchedword/try/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/search/synonym/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/search/synonym/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/search/miss/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/forum/siteoption/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/forum/siteoption/points/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/forum/siteoption/hotness/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/forum/siteoption/presets/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/forum/siteoption/presets/?to=careful": (302, 302, 302, 302, 302, 302, 200),
    "/admin/hooks/event/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/hooks/event/export/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/hooks/hook/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/hooks/hook/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/hooks/hook/{k}/change/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/hooks/hook/{k}/secret/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/hooks/hook/{k}/test/": (302,) * 7,
    "/admin/hooks/delivery/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/mailings/mailing/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/mailings/mailing/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/mailings/mailing/{b}/change/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/mailings/mailing/{b}/overview/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/mailings/mailing/{b}/start/": (302, 302, 302, 302, 302, 302, 200),
    "/admin/mailings/mailing/{b}/stop/": (302,) * 7,
    "/admin/mailings/mailing/{b}/pause/": (302,) * 7,
    "/admin/mailings/mailing/{b}/resume/": (302,) * 7,
    "/admin/mailings/mailing/{b}/test/": (302,) * 7,
    "/admin/care/": (302, 302, 302, 302, 302, 200, 200),
    "/admin/care/riskphrase/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/care/riskphrase/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/care/helpresource/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/care/helpresource/add/": (302, 302, 302, 302, 302, 403, 200),
    "/admin/care/riskevent/": (302, 302, 302, 302, 302, 200, 200),
}


# More people, each like one of WHO everywhere but for these addresses.
LIKE = {
    "newcomer": ("reader", {}),
    "confirmed": ("reader", {}),
    "approved": ("reader", {}),  # they may suggest names of tags, on a page that all may read
    "points": ("reader", {}),
    "suspended": (
        "reader",
        {"qa:ask": 403, "qa:comment-new": 403, "qa:flag": 403, "talks:note-report": 403, "team:refer": 403},
    ),
    "category_expert": ("expert", {"qa:tag-edit": 403, "qa:tag-restore": 403}),  # tags belong to no category
    "superadministrator": ("administrator", {}),
}


def make_more_people(cast, category):
    """Add those of LIKE to the cast."""
    cast.newcomer = make.member("newcomer")
    cast.confirmed = make.member("confirmed", has_confirmed_address=True)
    cast.approved = make.member("approved", Level.APPROVED)
    cast.points = make.member("rich", points=1_000)
    cast.suspended = make.member("suspended", restrictions={"all": None})
    cast.category_expert = make.member("local")
    set_category_level(cast.moderator, cast.category_expert.user, category, Level.EXPERT)
    cast.superadministrator = make.member("owner", Level.SUPER_ADMINISTRATOR)


@pytest.fixture
def places(cast):
    image = make.image(cast.asker)
    options.save({"are_files_allowed": True})
    attachment = make.attachment(cast.asker)
    question = make.question(
        cast.asker,
        body=image.markdown + attachment.markdown,
        tags=("sleep",),
        category=make.category("Health"),
    )
    answer = make.answer(question, cast.answerer)
    hidden = make.answer(question, cast.asker)
    hide_post(cast.asker, hidden.pk)
    options.save({"is_visitor_held": True})
    held = make.answer(question, make.visitor())
    options.save({"is_visitor_held": False})
    judged = make.question(cast.asker)
    hide_post(cast.moderator, judged.pk, reason="It names a neighbour.")
    entry = LogEntry.objects.get(post_id=judged.pk)
    appeal = file_appeal(cast.asker, entry.pk, "It names nobody.")
    flagged = make.answer(question, cast.answerer)
    flag_post(cast.reader, flagged.pk, reason="rude")
    save_draft(cast.asker, "ask", {"title": "What was I about to ask?"})
    target = make.member("somebody")
    measure = block(cast.moderator, target.user_id, reason="Threats.")
    note = write_note(cast.moderator, target.user_id, "A word among us.")
    cast.words = {
        "m": measure.pk,
        "n": note.pk,
        "s": hide_all(cast.moderator, target.user_id, "Threats.").pk,
        "d": judged.pk,
        "e": entry.pk,
        "p": appeal.pk,
        "q": question.pk,
        "a": answer.pk,
        "h": hidden.pk,
        "w": held.pk,
        "g": flagged.pk,
        "r": ReviewItem.objects.get(post=held).pk,
        "i": image.pk,
        "f": attachment.pk,
        "address": question.get_absolute_url(),
        "token": make_token(question),
        "stop": make_mailings_token(cast.asker.member_id),
        "b": save_mailing(cast.administrator, Mailing(subject="News", text="We meet.")).pk,
        "k": save_hook(make.SYSTEM, Hook(name="Chat", url="https://chat.example/", verbs=["asked"])).pk,
    }
    cast.words |= make_talks(cast)
    cast.words |= make_tags(cast)
    worry = refer_post(cast.answerer, question.pk, Worry.Concern.ALONE)
    cast.words |= {"o": worry.item_id, "c": make_check_in_path(question)}
    ProfileField.objects.get_or_create(pk=1, defaults={"label": "Pronouns"})
    return cast


def make_tags(cast):
    """A text about a tag, and another name of it that was a tag."""
    make.question(cast.answerer, tags=("slumber",))
    sleep, slumber = Tag.objects.get(name="sleep"), Tag.objects.get(name="slumber")
    edit_tag_text(cast.editor, sleep.pk, "Nights and naps.", compose("For nights."), version=0)
    merge = merge_tags(cast.moderator, slumber.pk, sleep.pk, "They mean the same.")
    return {"synonym": slumber.pk, "merge": merge.pk}


def make_talks(cast):
    """What a member wrote to the asker, privately and on the wall, and the asker's report of it."""
    message = make.message(cast.answerer, cast.asker)
    report = report_message(cast.asker, message.conversation_id, message.pk, Report.Reason.RUDE)
    note = make.note(make.member(has_confirmed_address=True), cast.asker)
    return {
        "talk": message.conversation_id,
        "message": message.pk,
        "report": report.pk,
        "wall": note.pk,
    }


def list_names(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace in ("admin",) or pattern.urlconf_name == "allauth.urls":
                continue
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from list_names(pattern, prefix + namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"


def test_every_address_of_ours_has_a_row_in_the_table():
    ours = [name for name in list_names(get_resolver()) if not name.startswith(OF_ALLAUTH)]
    assert sorted(ours) == sorted(GET)


@pytest.mark.parametrize("share", range(SHARES))
def test_every_address_answers_everybody_as_the_table_says(places, share):
    found, wanted = {}, {}
    for name in sorted(GET)[share::SHARES]:
        address, statuses = GET[name]
        wanted[name] = dict(zip(WHO, statuses, strict=True))
        with transaction.atomic():  # what one page writes, the next ones do not see
            responses = {who: ask(places, who, address) for who in WHO}
            for who, response in responses.items():
                assert b"".join(response) or response.status_code in (301, 302), (who, name)
            found[name] = {who: response.status_code for who, response in responses.items()}
            transaction.set_rollback(True)
    assert found == wanted


def ask(places, who, address):
    return make.client(getattr(places, who, None)).get(address.format(**places.words))


@pytest.mark.parametrize("who", LIKE)
def test_more_people_get_the_same_answers_as_those_they_are_like_but_for_what_the_table_says(places, who):
    make_more_people(places, Category.objects.get(slug="health"))
    client = make.client(getattr(places, who))
    like, others = LIKE[who]
    expected = {name: others.get(name, statuses[WHO.index(like)]) for name, (_a, statuses) in GET.items()}
    expected |= {address: statuses[WHO.index(like)] for address, statuses in CONSOLE.items()}
    found = {}
    for name in expected:
        response = client.get((GET[name][0] if name in GET else name).format(**places.words))
        found[name] = response.status_code
        is_empty = not b"".join(response)
        assert not is_empty or response.status_code in (301, 302) or name.endswith("/export/"), name
    assert found == expected


@pytest.mark.parametrize("share", range(6))
def test_the_console_opens_for_whom_the_table_says(places, share):
    found, wanted = {}, {}
    for address in sorted(CONSOLE)[share::6]:
        wanted[address] = dict(zip(WHO, CONSOLE[address], strict=True))
        with transaction.atomic():
            found[address] = {who: ask(places, who, address).status_code for who in WHO}
            transaction.set_rollback(True)
    assert found == wanted


@pytest.mark.parametrize(
    "name",
    [
        "vote",
        "comments",
        "edit",
        "acceptance",
        "closure",
        "reopening",
        "hiding",
        "showing",
        "deletion",
        "flag",
    ],
)
def test_a_write_to_a_post_that_is_hidden_from_the_viewer_finds_nothing(places, name):
    response = make.client(places.reader).post(
        f"/posts/{places.words['h']}/{name}/", {"value": "1", "accepted": "1"}
    )
    assert response.status_code == 404
    assert b"has been hidden" in response.content
