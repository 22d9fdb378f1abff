from anbao.org.views import PAGES

app_name = "org"
urlpatterns = [pattern for pages in PAGES for pattern in pages.urls()]
