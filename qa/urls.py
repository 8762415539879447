"""Addresses of the conversation. Question and post ids come first; slugs are decoration."""

from django.urls import path

from qa.views import (
    acceptances,
    comments,
    edits,
    lists,
    moderation,
    notices,
    people,
    previews,
    questions,
    redirects,
    votes,
)

app_name = "qa"
urlpatterns = [
    path("", redirects.index, name="home"),
    # /questions/
    path("questions/", lists.questions, name="questions"),
    path("questions/<int:pk>/", questions.detail, name="question"),
    path("questions/<int:pk>/answers/", questions.answer, name="answer-new"),
    path("questions/<int:pk>/order/", questions.order, name="answer-order"),
    path("questions/<int:pk>/<str:slug>/", questions.detail, name="question-slug"),
    path("ask/", questions.new, name="ask"),
    path("ask/similar/", questions.similar, name="similar"),
    path("preview/", previews.show, name="preview"),
    # /posts/<id>/: what one does to any post
    path("posts/<int:pk>/vote/", votes.cast, name="vote"),
    path("posts/<int:pk>/comments/", comments.new, name="comment-new"),
    path("posts/<int:pk>/comments/all/", comments.everything, name="comments"),
    path("posts/<int:pk>/edit/", edits.edit, name="edit"),
    path("posts/<int:pk>/acceptance/", acceptances.update, name="acceptance"),
    path("posts/<int:pk>/closure/", moderation.close, name="close"),
    path("posts/<int:pk>/reopening/", moderation.reopen, name="reopen"),
    path("posts/<int:pk>/hiding/", moderation.hide, name="hide"),
    path("posts/<int:pk>/showing/", moderation.show, name="show"),
    path("posts/<int:pk>/deletion/", moderation.delete, name="delete"),
    path("posts/<int:pk>/flag/", moderation.flag, name="flag"),
    path("notices/<str:token>/", notices.stop, name="notices-stop"),
    # lists
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("hot/", lists.hot, name="hot"),
    path("activity/", lists.activity, name="activity"),
    path("tags/", lists.tags, name="tags"),
    path("suggest/tags/", lists.suggest_tags, name="tags-suggest"),
    path("tags/<str:name>/", lists.tag, name="tag"),
    path("categories/", lists.categories, name="categories"),
    path("categories/<path:path>/", lists.category, name="category"),
    path("search/", lists.search, name="search"),
    # /users/
    path("users/", people.index, name="users"),
    path("users/<str:name>/", people.profile, name="user"),
    path("users/<str:name>/questions/", people.questions, name="user-questions"),
    path("users/<str:name>/answers/", people.answers, name="user-answers"),
    # addresses of Question2Answer
    path("index.php", redirects.index, name="old-index"),
    path("index.php/<int:pk>/<str:slug>", redirects.question, name="old-index-path"),
    path("<int:pk>/", redirects.question, name="old-question"),
    path("<int:pk>/<str:slug>", redirects.question, name="old-question-slug"),
    path("<int:pk>/<str:slug>/", redirects.question, name="old-question-slash"),
]
