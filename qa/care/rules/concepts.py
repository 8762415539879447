"""What words are about, coarsely: so that what was learned of one word serves its kin. Pure, English.

A word may stand in several groups. Long telling words are known with one slip of the fingers.
"""

from functools import lru_cache

from qa.care.rules.folding import is_near

GROUPS = {
    "die": "die dies died dying death dead deceased perish dye dieing ded deth expire",
    "suicide": "suicide suicidal suicides suicidality unalive kms ctb unaliving unalived sui",
    "kill": "kill kills killed killing",
    "self": "myself meself myslef mysel",
    "own": "own",
    "hurt": (
        "hurt hurts hurting harm harms harmed harming injure injures injured injuring injury injuries "
        "wound wounds punish punishing punished"
    ),
    "cut": (
        "cut cuts cutting cutter scratch scratched scratching scratches burn burned burnt burning slice "
        "sliced bruise bruises bruised hit hitting bit bite biting punch punched punching pinch pinching "
        "starve starving"
    ),
    "marks": (
        "scar scars scarred mark marks marked lines sleeve sleeves arm arms forearm forearms thigh thighs "
        "skin bleed bleeding blood bandage bandages plaster plasters wrist wrists legs leg hips hip"
    ),
    "selfharm": (
        "selfharm selfharmed selfharming selfharms sh selfinjury selfinjure selfinjuring relapse relapsed "
        "relapsing"
    ),
    "urge": (
        "urge urges urging craving cravings crave itch pull pulls temptation tempted tempting tempts "
        "impulse impulses compulsion"
    ),
    "end": (
        "end ends ended ending finish finishes finished finishing stop stops stopped stopping quit over "
        "done conclude conclusion finale switch erase erased erasing delete deleted"
    ),
    "life": (
        "life lives lifetime existence living alive live exist existing breathing breathe existed being "
        "here world earth planet lyfe"
    ),
    "vanish": (
        "vanish vanished vanishing disappear disappears disappearing disappeared dissolve fade fading "
        "fades gone leave leaving leaves left depart departing exit escape escaping evaporate slip drift "
        "away"
    ),
    "wake": "wake waking woke woken awake sleep asleep sleeping slept morning mornings",
    "want": (
        "want wants wanted wanting wish wishes wished wishing hope hopes hoped hoping long longing prefer "
        "rather need like dream dreams dreaming dreamt pray prayed prays praying beg begging craving"
    ),
    "think": (
        "think thinks thinking thought thoughts idea ideas imagine imagining imagined imagines picture "
        "picturing pictured consider considering considered ideation fantasise fantasising fantasize mind "
        "head brain keep keeps"
    ),
    "plan": (
        "plan plans planned planning decide decided deciding decision date intend intention intentions "
        "intent ready prepare prepared preparing prepping arranged arrangements arranging sorted sorting "
        "written wrote write writing note notes letter letters will affairs papers passwords envelope "
        "envelopes"
    ),
    "attempt": "attempt attempts attempted attempting tried try trying",
    "bye": "bye goodbye goodbyes farewell farewells byebye cheerio adieu ciao goodnight",
    "thanks": (
        "thank thanks thankyou cheers tnx thx grateful forgive sorry apologise apologies love loved "
        "remember"
    ),
    "care4": (
        "look feed adopt adopts adopting rehome dog cat cats dogs pet pets budgie rabbit hamster horse "
        "plants"
    ),
    "now": "tonight today now soon tomorrow tmrw tonite 2nite evening immediately anymore longer",
    "ever": "forever permanently permanent always never ever nobody nothing nowhere none",
    "last": "last final finally lastly",
    "safe": "safe safely safety unsafe secure saef trust trusted",
    "help": (
        "help helpline hotline helplines crisis samaritans lifeline emergency ambulance 999 911 988 "
        "urgent urgently helpp"
    ),
    "burden": (
        "burden burdens burdening weight weigh nuisance trouble drag useless worthless pointless failure "
        "waste wasted liability cost"
    ),
    "better": "better easier happier relieved relief lighter calm calmer peace peaceful quiet rest free",
    "without": "without",
    "hopeless": (
        "hopeless hope hopelessness pointless point despair desperate desperately meaningless purpose "
        "meaning reason reasons future"
    ),
    "tired": "tired exhausted weary knackered enough worn drained fed sick bone spent",
    "cope": (
        "cope coping bear stand manage endure hold holding carry carrying survive surviving face handle "
        "continue continuing go going"
    ),
    "pain": "pain pains agony ache suffering suffer hurts unbearable torment torture misery",
    "alone": "alone lonely loneliness nobody isolated empty emptiness numb numbness void hollow",
    "voices": "voice voices whisper whispers command commands telling orders",
    "family": (
        "mother father mam mums dads parents parent brother sister son daughter sons daughters husband "
        "wife child children baby family nan gran grandma grandad grandson granddaughter aunt uncle "
        "cousin nephew niece twin twins hubby missus partner girlfriend boyfriend fiance ex kids kiddo "
        "stepdad stepmother stepfather"
    ),
    "friend": (
        "friend friends mate mates m8 flatmate housemate roommate colleague neighbour neighbor coworker "
        "student pupil teammate client patient workmate buddy classmate someone"
    ),
    "staff": (
        "therapist counsellor counselor psychiatrist doctor gp nurse psychologist therapy cpn counselling "
        "counseling midwife consultant social worker"
    ),
    "media": (
        "film films movie movies book books novel series episode show documentary podcast play game song "
        "lyrics article news study research paper museum author season theatre lecture course training "
        "volunteer volunteers charity policy statistics poster campaign history chapter character "
        "screenplay thesis essay report radio tv"
    ),
    "past": (
        "ago used once years back then decade decades anniversary recovered recovery survived since "
        "former previously clean sober teenager celebrated celebrate"
    ),
    "phone": (
        "phone battery batery laptop wifi car internet app computer email msg message server router "
        "console printer boiler plant plants"
    ),
    "laugh": "laugh laughing laughed lol lmao haha funny joke hilarious laughter omg",
    "i": "i me my mine im",
    "they": "he she they him her them his their theirs hers who everyone people everybody",
    "you": "you your yours",
    "not": "not no never nor neither cannot none nothing nobody",
}  # fmt: skip
KNOWN_LONG = (
    "suicide", "suicidal", "myself", "killing", "hurting", "cutting", "harming", "ending", "wanting", "goodbye",
    "tonight", "anymore", "thoughts", "thinking", "disappear", "forever", "nothing", "alive", "living", "death",
    "scratching", "burden", "hotline", "dying", "selfharm", "farewell", "hopeless", "worthless", "pointless",
)  # fmt: skip
FEWEST_LETTERS = 5  # of a word that may hold a slip


def sort_words() -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for name, words in GROUPS.items():
        for word in words.split():
            groups[word] = (*groups.get(word, ()), name)
    return groups


GROUPS_OF = sort_words()


@lru_cache(maxsize=8192)
def groups_of(word: str) -> tuple[str, ...]:
    """Return the groups of a word, or of the long word that it is but for one slip; none for most."""
    found = GROUPS_OF.get(word)
    if found or len(word) < FEWEST_LETTERS:
        return found or ()
    for known in KNOWN_LONG:
        if word[0] == known[0] and is_near(word, known):
            return GROUPS_OF.get(known, ())
    return ()
