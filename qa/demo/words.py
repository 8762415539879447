"""Invented names, subjects and short texts for the demo community."""

# Topic of the source -> path of its category.
TOPICS = {
    "relationships": "relationships",
    "intimacy": "relationships/intimacy",
    "marriage": "relationships/marriage",
    "relationship-dissolution": "relationships/separation",
    "domestic-violence": "relationships/violence-at-home",
    "social-relationships": "relationships/friends",
    "workplace-relationships": "relationships/work",
    "family-conflict": "family",
    "parenting": "family/parenting",
    "children-adolescents": "family/parenting/teenagers",
    "depression": "mind-and-mood/depression",
    "anxiety": "mind-and-mood/anxiety",
    "stress": "mind-and-mood/anxiety/stress",
    "self-esteem": "mind-and-mood/self-esteem",
    "anger-management": "mind-and-mood/anger",
    "trauma": "mind-and-mood/trauma",
    "grief-and-loss": "mind-and-mood/grief",
    "self-harm": "mind-and-mood/self-harm",
    "eating-disorders": "mind-and-mood/eating",
    "diagnosis": "mind-and-mood/diagnosis",
    "sleep-improvement": "mind-and-mood/anxiety/sleep",
    "behavioral-change": "habits",
    "substance-abuse": "habits/substances",
    "addiction": "habits/substances/addiction",
    "lgbtq": "identity/lgbtq",
    "human-sexuality": "identity/sexuality",
    "spirituality": "identity/spirituality",
    "military-issues": "identity/military",
    "counseling-fundamentals": "counselling",
    "professional-ethics": "counselling/ethics",
    "legal-regulatory": "counselling/law",
}
SEED_CATEGORY = "counselling/therapists"
DEEP_CATEGORY = "mind-and-mood/anxiety/sleep/nightmares"

# Path -> name and description, parents before children.
CATEGORIES = {
    "relationships": ("Relationships", "Between partners, friends and colleagues."),
    "relationships/intimacy": ("Intimacy", "Closeness, desire, and talking about both."),
    "relationships/marriage": ("Marriage", "Living together for years, and staying curious."),
    "relationships/separation": ("Separation", "Parting, being left, and starting again."),
    "relationships/violence-at-home": (
        "Violence at home",
        "When home is not safe. In danger, call your local emergency number.",
    ),
    "relationships/friends": ("Friends", "Making friends, keeping them, feeling alone."),
    "relationships/work": ("At work", "Colleagues, managers, and a fair share of the day."),
    "family": ("Family", "Parents, siblings, in-laws and the old roles."),
    "family/parenting": ("Parenting", "Bringing up children, and oneself."),
    "family/parenting/teenagers": ("Teenagers", "Growing up, seen from either side."),
    "mind-and-mood": ("Mind and mood", "How we feel, and what helps."),
    "mind-and-mood/depression": ("Depression", "When everything is heavy."),
    "mind-and-mood/anxiety": ("Anxiety", "Worry, panic, and a body on alert."),
    "mind-and-mood/anxiety/stress": ("Stress", "Too much, for too long."),
    "mind-and-mood/anxiety/sleep": ("Sleep", "Falling asleep, staying asleep, waking rested."),
    "mind-and-mood/anxiety/sleep/nightmares": ("Nightmares", "What comes back at night."),
    "mind-and-mood/self-esteem": ("Self-esteem", "Making peace with oneself."),
    "mind-and-mood/anger": ("Anger", "When it boils over, and when it is swallowed."),
    "mind-and-mood/trauma": ("Trauma", "What happened then, and what it does now."),
    "mind-and-mood/grief": ("Grief and loss", "Missing somebody."),
    "mind-and-mood/self-harm": (
        "Self-harm",
        "For those who hurt themselves, and those who worry about them.",
    ),
    "mind-and-mood/eating": ("Eating", "Food, bodies, and control."),
    "mind-and-mood/diagnosis": ("Diagnosis", "Names for what one has, and what they mean."),
    "habits": ("Habits and change", "Stopping, starting, and keeping at it."),
    "habits/substances": ("Alcohol and drugs", "Using, stopping, and loving somebody who uses."),
    "habits/substances/addiction": ("Addiction", "When stopping is not a matter of will."),
    "identity": ("Identity", "Who we are, and where we belong."),
    "identity/lgbtq": ("LGBTQ+", "Coming out, being out, belonging."),
    "identity/sexuality": ("Sexuality", "Wishes, worries, and words for them."),
    "identity/spirituality": ("Spirituality", "Faith, doubt, and meaning."),
    "identity/military": ("Service", "Military life, and coming home."),
    "counselling": ("Counselling", "How therapy works, and how to find it."),
    "counselling/therapists": ("Therapists", "Working with a therapist: what to expect, what to ask."),
    "counselling/ethics": ("Ethics", "What a therapist may and may not do."),
    "counselling/law": ("Law", "Rights, records, and court."),
}

# Piece of a word in a text -> tag.
TAGS = {
    "depress": "depression", "anxi": "anxiety", "panic": "panic", "sleep": "sleep", "nightmare": "nightmares",
    "boyfriend": "partner", "girlfriend": "partner", "husband": "marriage", "wife": "marriage", "marri": "marriage",
    "divorc": "divorce", "broke up": "breakup", "breakup": "breakup", " ex ": "breakup", "cheat": "trust",
    "trust": "trust", "jealous": "jealousy", "mother": "parents", "mom": "parents", "father": "parents",
    "dad ": "parents", "daughter": "children", " son ": "children", "child": "children", "teen": "teenagers",
    "school": "school", "colleague": "work", "boss": "work", " job": "work", "friend": "friends",
    "lonel": "loneliness", "alone": "loneliness", "angry": "anger", "anger": "anger", "abus": "abuse",
    "trauma": "trauma", "ptsd": "trauma", "grief": "grief", "died": "grief", "death": "grief",
    "alcohol": "alcohol", "drink": "alcohol", "drug": "drugs", "smok": "smoking", " eat": "eating",
    "weight": "body-image", "therap": "therapy", "counsel": "therapy", "medica": "medication",
    "bipolar": "bipolar", "suicid": "crisis", "cutting": "self-harm", "sex": "intimacy", " gay": "coming-out",
    "transgender": "gender", " god": "faith", "church": "faith", "confidence": "self-esteem",
    "self-esteem": "self-esteem", "worthless": "self-esteem", "stress": "stress", "money": "money",
    "confidential": "privacy", "ethic": "ethics", "communicat": "communication", "argu": "conflict",
    "fight": "conflict", "boundar": "boundaries", "guilt": "guilt", "forgiv": "forgiveness",
}  # fmt: skip

FIRST = [
    "quiet", "gentle", "early", "northern", "amber", "silver", "patient", "steady", "distant", "autumn", "morning",
    "evening", "hidden", "golden", "little", "wandering", "paper", "wooden", "winter", "summer", "humble", "brave",
    "mellow", "open", "slow", "tender", "simple", "warm", "bright", "calm",
]  # fmt: skip
SECOND = [
    "river", "harbor", "lantern", "meadow", "window", "garden", "orchard", "willow", "sparrow", "heron", "pebble",
    "island", "kettle", "compass", "lighthouse", "teacup", "cedar", "maple", "field", "shore", "bridge", "valley",
    "cloud", "ember", "feather", "thread", "canoe", "path", "bell", "fern",
]  # fmt: skip
FROM_EVERYWHERE = [
    "سلمى", "Анна П", "花子", "נועה", "Ünal", "Zoë B", "मीरा", "Łucja", "José R", "Ngọc", "Ελένη", "Søren K",
]  # fmt: skip

COMMENTS = [
    "Thank you, this is the first answer that made me feel less alone with it.",
    "I tried something like this last year. It took a few weeks, but it helped.",
    "May I ask how long it took until you noticed a difference?",
    "Sending you warm thoughts. You are doing more than you think.",
    "I had not looked at it that way before. I will read it again tomorrow.",
    "Could you say a little more about the second part?",
    "This matches what my counsellor told me. It is good to see it in writing.",
    "It is hard to begin. What was your very first step?",
    "I printed this and put it on the fridge.",
    "That sounds exhausting. Is there somebody near you who knows about it?",
    "The breathing exercise works better for me when I am already sitting down.",
    "I disagree a little: for me, talking about it right away made things worse.",
    "Please be patient with yourself. Two good days out of seven are two good days.",
    "Thank you for asking this. I did not dare to.",
    "It got better for us when we set a fixed evening for such talks.",
    "A gentle addition: a general practitioner can be a good first stop, too.",
    "I keep a small notebook for this. Three lines before sleep, no more.",
    "I am in the same place at the moment. Reading along.",
    "This helped my sister very much.",
    "Would the same advice hold if the other person refuses to talk?",
    "I read your answer twice and then called a friend. Thank you.",
    "For anyone reading later: it does get lighter.",
    "I found a group in my town through the library. Perhaps that is a way for you as well.",
    "Well put. I wish somebody had told me this at sixteen.",
]

SEED_TITLE = "How often can I talk to my therapist between sessions?"
SEED_BODY = (
    "I have been seeing a therapist once a week for about two months, and it is helping. Between the sessions, "
    "though, things come up that I would like to tell her straight away.\n\nIs it all right to send a message or to "
    "call in between? I do not want to overstep, and I do not want to wait a whole week with something that weighs "
    "on me."
)
SEED_ANSWER = """\
I can provide information on the general guidelines and boundaries regarding communication between clients and therapists.

The frequency and mode of communication outside of therapy sessions can vary depending on the therapist's approach, the \
therapeutic relationship, and the specific needs of the client. Here are some general considerations:

1. Scheduled Sessions: Typically, therapy sessions are scheduled in advance and take place at regular intervals, such \
as once a week or bi-weekly. The majority of therapeutic communication should occur during these scheduled sessions.

2. Emergency Contact: Therapists may provide clients with emergency contact information in case of a crisis or urgent \
need for support outside of regular sessions. This contact information is usually reserved for significant emergencies, \
not casual conversation.

3. Boundaries and Privacy: Therapists are bound by ethical guidelines and professional standards to protect client \
confidentiality and privacy. Communication via unsecured channels like personal emails, texts, or social media can be \
risky and might compromise client confidentiality. Therapists typically communicate through secure platforms to ensure \
privacy.

4. Therapist Availability: Some therapists might offer limited communication outside of sessions for specific \
situations or time-limited support. However, this availability is typically agreed upon in advance and follows a clear \
structure.

5. Therapeutic Alliance: Establishing a therapeutic alliance is crucial in therapy. Overly casual or frequent \
communication outside of sessions can blur professional boundaries and potentially hinder the therapeutic process.

6. Dual Relationships: Therapists should avoid dual relationships, meaning they shouldn't engage with clients in ways \
that could compromise objectivity or therapeutic effectiveness. This includes personal friendships or becoming involved \
in the client's personal life outside of therapy.

7. Technology and Security: If therapists use technology for communication (e.g., teletherapy platforms), they should \
ensure it complies with privacy laws and provides a secure and confidential environment for discussions.

It's essential for therapists and clients to discuss communication expectations and boundaries early in the therapeutic \
relationship. If a client feels the need for more support or frequent check-ins, they can openly communicate this \
during therapy sessions. If a therapist determines that the client requires more intensive support, they may refer them \
to additional resources or services.

Each therapist may have different practices and guidelines regarding communication, so it's essential to discuss and \
agree upon these boundaries to ensure a successful therapeutic experience.
"""
ARABIC_TITLE = "كيف أستطيع أن أنام بهدوء بعد يوم مليء بالقلق؟"
ARABIC_BODY = (
    "أستيقظ كل ليلة تقريبًا في الساعة الثالثة وأفكر في العمل. جرّبت القراءة والشاي الدافئ، ولكن الأفكار تعود."
    "\n\nهل لديكم نصيحة بسيطة؟"
)
ARABIC_ANSWER = (
    "من المفيد أن تكتب الأفكار على ورقة بجانب السرير ثم تتركها حتى الصباح.\n\n"
    "1. أطفئ الشاشات قبل النوم بساعة.\n"
    "2. تنفّس ببطء: أربع ثوانٍ شهيقًا وستّ ثوانٍ زفيرًا.\n"
    "3. إذا لم تنم، فانهض قليلًا ثم عُد."
)
HEBREW_COMMENT = "תודה על השאלה. גם אני מתעורר בלילות, ולאט לאט זה משתפר."
CODE_TITLE = "How do I export my mood diary so that my doctor can read it?"
CODE_BODY = """\
My diary app writes one line a day. I tried this small script, but the table comes out wrong:

```python
for day, mood in sorted(diary.items(), key=lambda entry: (entry[0].year, entry[0].month, entry[0].day), reverse=False):
    print("{:<12} | {:>4} | {}".format(day.isoformat(), mood["score"], mood["note"].replace(chr(10), " ").strip()[:200]))
```

This is what I would like to show her:

| Day | Score | Sleep | What happened | What helped |
|-----|------:|------:|---------------|-------------|
| Mon | 4 | 6.5 h | Long meeting, skipped lunch | A walk by the river |
| Tue | 6 | 7 h | Called my sister | The call itself |
| Wed | 3 | 4 h | Could not switch off | Writing this table 🙂 |

And the name the app gives its file: `mood_diary_export_with_a_name_that_does_not_break_anywhere_at_all_2026_final_v2.csv`
"""
UNANSWERED_BODY = (
    "It is the third evening in a row. Nothing is wrong, really, and still I cannot settle.\n\n"
    "What do you do on such evenings?"
)
