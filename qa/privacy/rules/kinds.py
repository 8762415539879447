"""Kinds of personal data: what they are for, how long they stay, what purges them, and who sees them. Shown to everybody."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind. `keeps`: how long, with %(option)s for what the site's owner chose (`options` names those).

    `purges`: dotted paths of the tasks that delete it when its time is over. `erasure`: what erasing an account does to it.
    `holds_words`: people wrote it, so names may be in it, which an erasure takes out.
    """

    title: Promise
    what: Promise
    purpose: Promise
    basis: Promise
    keeps: Promise
    erasure: Promise
    readers: Promise
    options: tuple[str, ...] = ()
    purges: tuple[str, ...] = ()
    holds_words: bool = False


CONTRACT = _("needed for the account that you asked for")
CONSENT = _("your consent, by choosing it; you can take it back")
CARE = _("our legitimate interest in a safe forum")
GONE = _("deleted")
YOURS = _("only you")
EVERYBODY = _("everybody who may read the post")
TEAM = _("you, and the team of this site")
NOBODY = _("nobody; programs of the site alone")
WHILE = _("as long as you have your account")

KINDS: dict[str, Kind] = {
    "account": Kind(
        _("Your account"),
        _("Name, level, since when you are here."),
        _("To have an account, and to show who wrote something."),
        CONTRACT,
        WHILE,
        GONE,
        _("everybody: name, level and the day you joined"),
    ),
    "sign_in": Kind(
        _("Signing in"),
        _(
            "The password (as a value it cannot be read from), second steps and passkeys, accounts elsewhere that open "
            "this one, where you are signed in and with what kind of browser, tokens of programs."
        ),
        _("To let you in, and nobody else."),
        CONTRACT,
        _("as long as you have your account; sessions for at most 30 days"),
        GONE,
        NOBODY,
        purges=("forum.tasks.forget_old_sessions", "qa.api.tasks.forget_old_tokens"),
    ),
    "profile": Kind(
        _("Your profile"),
        _("What you wrote about yourself, and your picture."),
        _("To show others who you are, as far as you wish."),
        CONSENT,
        _("until you change or remove it"),
        GONE,
        _("whom the page where you fill it in names beside each field; the picture everybody"),
        holds_words=True,
    ),
    "profession": Kind(
        _("Verified profession"),
        _("What you said of your profession, the files that show it, and the mark that you got."),
        _("To check it, and to show readers that somebody did."),
        CONSENT,
        _(
            "files and numbers: until somebody decided, at most %(evidence_days)s days; the mark: %(professional_months)s "
            "months; that you asked and what was decided: as long as you have your account"
        ),
        GONE,
        _("the mark everybody; all else you, and those who check"),
        options=("evidence_days", "professional_months"),
        purges=("qa.professionals.tasks.look_after_professionals",),
        holds_words=True,
    ),
    "address": Kind(
        _("E-mail address"),
        _("Your address, if you gave one, and whether mail reaches it."),
        _("To get back in when the password is lost, and to tell you what you want to be told."),
        CONSENT,
        WHILE,
        GONE,
        _("you, and administrators"),
    ),
    "figures": Kind(
        _("Points and badges"),
        _("What your posts and votes add up to."),
        _("To show what somebody contributed, and to give rights."),
        CONTRACT,
        WHILE,
        GONE,
        _("everybody, where the site shows scores"),
    ),
    "consent": Kind(
        _("What you agreed to"),
        _("What, in which version, when, and when you took it back."),
        _("To be able to show that you were asked."),
        _("a duty by law"),
        WHILE,
        GONE,
        TEAM,
    ),
    "post": Kind(
        _("What you write"),
        _("Questions, answers, comments, descriptions of tags, and their earlier versions."),
        _("It is what a forum is for."),
        CONSENT,
        _("until you or the team delete it"),
        _(
            "Your choice: it stays without your name, or it is removed where that leaves other "
            "people's words standing."
        ),
        EVERYBODY,
        holds_words=True,
    ),
    "mask": Kind(
        _("Who wrote a post without a name"),
        _("Your number, sealed with a key of the site, for each post that you wrote masked."),
        _("To tell you of replies, and to let you change what you wrote."),
        CONSENT,
        _("until you put your name to the post, or it is deleted"),
        _("Deleted. The posts stay, and nobody can learn any more who wrote them."),
        _("you; two people of the team together, for a reason, of which you are told"),
    ),
    "seal": Kind(
        _("Sealed posts"),
        _(
            "A value that only your secret fits, the day, and what waits to be published. No link to any account."
        ),
        _("To let you go on with what you wrote, without anybody being able to learn who you are."),
        CONSENT,
        _("as long as the post; what could not be published: a month"),
        _(
            "It stays, for nothing says which account it would belong to. With the secret you can take it away yourself."
        ),
        _("whoever has the secret"),
        purges=("qa.sealed.tasks.forget_what_was_refused",),
        holds_words=True,
    ),
    "upload": Kind(
        _("Pictures and files"),
        _("What you sent, without the place and time that cameras write into pictures."),
        _("To show them in posts."),
        CONSENT,
        _("as long as a post shows them, and one day more"),
        _("Deleted with the texts that show them; those that stay, stay without your name."),
        EVERYBODY,
        purges=("qa.tasks.clean_pictures_and_files",),
        holds_words=True,
    ),
    "draft": Kind(
        _("Drafts"),
        _("What you began to write."),
        _("So that nothing is lost."),
        CONTRACT,
        _("until you post or discard it"),
        GONE,
        YOURS,
        holds_words=True,
    ),
    "vote": Kind(
        _("Votes"),
        _("Which posts you found helpful, and which answers you accepted."),
        _("To put helpful answers first."),
        CONTRACT,
        WHILE,
        _("Deleted, and what they counted for is taken back. An accepted answer stays accepted."),
        _("you; others see sums"),
    ),
    "flag": Kind(
        _("Reports"),
        _("Posts, notes and messages that you reported, and why."),
        _("To keep the forum safe."),
        CARE,
        WHILE,
        _(
            "Reports of posts are deleted. What the team decided about reports of messages stays, "
            "without your name."
        ),
        TEAM,
        purges=("qa.talks.tasks.forget_what_nobody_keeps",),
        holds_words=True,
    ),
    "lists": Kind(
        _("What you follow and mute"),
        _("Favourites, muted words and people, and which threads you opened last."),
        _("To show you what you look for, and spare you the rest."),
        CONSENT,
        WHILE,
        GONE,
        YOURS,
        holds_words=True,
    ),
    "notice": Kind(
        _("Notices"),
        _("What you were told, here and by mail."),
        _("To tell you of replies."),
        CONTRACT,
        _("%(notice_days)s days after you read them"),
        GONE,
        YOURS,
        options=("notice_days",),
        purges=("qa.news.tasks.forget_old_notices", "qa.news.tasks.purge_updates"),
        holds_words=True,
    ),
    "choice": Kind(
        _("Your choices"),
        _("How you want to be told, who may write to you, breaks."),
        _("To do as you wish."),
        CONTRACT,
        WHILE,
        GONE,
        YOURS,
    ),
    "message": Kind(
        _("Private messages and notes on walls"),
        _("What you wrote to other members, and they to you."),
        _("So that members can talk to each other."),
        CONTRACT,
        _("until both sides have deleted it"),
        _(
            "Your side is deleted. What you wrote is deleted on the other side, too, if you have your "
            "texts removed; else it stays there without your name."
        ),
        _("the two of you; the team reads only what one of you reports"),
        purges=("qa.talks.tasks.forget_what_nobody_keeps",),
        holds_words=True,
    ),
    "worry": Kind(
        _("Worries about somebody"),
        _("What you told the team when you worried about a person."),
        _("So that somebody can look after them."),
        CARE,
        _("90 days after the team has looked after it"),
        _("It stays for that time without your name."),
        _("the team; never the person you worried about"),
        purges=("qa.team.tasks.forget_old_worries",),
        holds_words=True,
    ),
    "care": Kind(
        _("Care"),
        _(
            "That you are writing an answer just now, rest from moderating, or were asked whether something helped."
        ),
        _("So that people get an answer, and helpers a break."),
        CARE,
        _(
            "turns and breaks until they end or the next one begins; that you were asked, as long as the question"
        ),
        _(
            "Turns and breaks are deleted. That somebody was asked stays with a question that stays, without your name."
        ),
        _("others see that somebody writes, not who; a break you and the team"),
    ),
    "risk": Kind(
        _("Posts that may need somebody soon"),
        _("That a phrase for an emergency was found in a post, and when; not which one."),
        _("So that somebody looks soon, where the owner wants it."),
        CARE,
        _("%(risk_event_days)s days"),
        _("It goes with the post; else its days go on, without your name."),
        TEAM,
        options=("risk_event_days",),
        purges=("qa.care.tasks.forget_risky_posts",),
    ),
    "moderation": Kind(
        _("Decisions about you"),
        _("Warnings, measures, appeals, and what filters found in your posts."),
        _("To keep the forum safe, and to be able to give reasons."),
        CARE,
        WHILE,
        _("Deleted. What filters found in a post goes with the post."),
        TEAM,
        holds_words=True,
    ),
    "office": Kind(
        _("What you do for the forum"),
        _("Decisions about posts, tags and settings, with their reasons."),
        _("So that decisions can be followed and appealed."),
        CARE,
        _("as long as what was decided about"),
        _("They stay without your name."),
        _("those concerned, and the team"),
        holds_words=True,
    ),
    "log": Kind(
        _("Moderation log"),
        _("The part of each entry that says who acted, whom it concerned, and why."),
        _("So that power is seen."),
        CARE,
        WHILE,
        _("Deleted. The chain of the log still holds, for it rests on digests alone."),
        _("the team; what is public of it, everybody"),
        holds_words=True,
    ),
    "network": Kind(
        _("Network addresses"),
        _(
            "The address that a post came from, where the owner keeps it; counts by keyed hashes that "
            "change each day."
        ),
        _("To stop floods and abuse."),
        CARE,
        _("%(address_days)s days; hashes for two hours"),
        GONE,
        _("moderators"),
        options=("address_days",),
        purges=("qa.tasks.forget_network_addresses",),
    ),
    "trace": Kind(
        _("What happened"),
        _("Who did what when: the list of recent activity, and the log of events, where the owner keeps it."),
        _("To tell others of it, and to find errors."),
        CARE,
        _("events: %(event_log_days)s days; tasks: a few days"),
        _("It stays without your name."),
        _("everybody sees recent activity, administrators the log"),
        options=("event_log_days",),
        purges=("qa.hooks.tasks.forget_old_events", "forum.tasks.forget_old_tasks"),
        holds_words=True,
    ),
    "feedback": Kind(
        _("What you wrote to the owner"),
        _("Your message, and the name and address that you gave with it."),
        _("To answer you."),
        CONSENT,
        _("until it is mailed to the owner, at most 30 days"),
        GONE,
        _("administrators"),
        purges=("qa.tasks.forget_unsent_feedback",),
        holds_words=True,
    ),
    "search": Kind(
        _("Searching"),
        _(
            "An index of all posts, the list of their words, and searches that found nothing, without "
            "who searched."
        ),
        _("So that posts are found."),
        CARE,
        _("as long as the posts; searches without results for %(miss_days)s days"),
        _("Your name is taken out, and with your texts their words."),
        EVERYBODY,
        options=("miss_days",),
        purges=("qa.search.tasks.forget_what_was_not_found",),
        holds_words=True,
    ),
    "leaving": Kind(
        _("Leaving"),
        _("That you asked for a copy of your data, or for closing or erasing your account."),
        _("To do so, and to let you change your mind."),
        _("a duty by law"),
        _("copies: 48 hours. After an erasure a receipt stays that names nobody."),
        GONE,
        YOURS,
        purges=("qa.privacy.tasks.forget_old_copies",),
    ),
    "age": Kind(
        _("Age band"),
        _("Under 16, 16 to 17, or 18 and over, and when you said so. Never a date of birth."),
        _("Where the owner asks for it by law."),
        _("a duty by law"),
        WHILE,
        GONE,
        _("you, and administrators"),
    ),
}

WITHHELD: dict[str, Promise] = {
    "secret": _("It would let somebody else in, or tell who somebody is; it says nothing about you."),
    "file": _("The file itself is in the copy."),
    "technical": _("A number that only programs need."),
    "others": _("It tells of other people."),
    "reporter": _("It would tell who reported something."),
    "team": _("What the team writes for itself, to be able to look after everybody."),
    "log": _("It may name other people. Your decisions are in the copy, and the log itself is public."),
}
