"""Tables of words, by what they are for; the app knows them through `qa.search.models`."""
