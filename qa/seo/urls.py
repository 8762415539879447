"""Addresses for search engines and previews."""

from django.urls import path

from qa.seo.views import cards, keys, sitemaps

app_name = "seo"
urlpatterns = [
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/<slug:name>-<int:number>.xml", sitemaps.part, name="sitemap-part"),
    path("card.png", cards.site, name="card"),
    path("questions/<int:pk>/card.png", cards.question, name="question-card"),
    path("<slug:key>.txt", keys.show, name="indexnow-key"),
]
