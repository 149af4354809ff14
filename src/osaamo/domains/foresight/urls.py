"""The addresses of the pages, below the language."""

from django.urls import path

from osaamo.domains.foresight.views import portfolio, portfolio_more, source_care, sources, supply, theses, trends

urlpatterns = [
    path("foresight/", trends.signals_page, name="foresight"),
    path("foresight/themes/", trends.themes_page, name="foresight-themes"),
    path("foresight/theme/", trends.theme_page, name="foresight-theme"),
    path("foresight/skill/", trends.skill_page, name="foresight-skill"),
    path("foresight/ads/", trends.ads_page, name="foresight-ads"),
    path("foresight/supply/", supply.supply_page, name="foresight-supply"),
    path("foresight/supply/courses/", supply.taught_page, name="foresight-taught"),
    path("foresight/theses/", theses.theses_page, name="foresight-theses"),
    path("foresight/theses/list/", theses.theses_list, name="foresight-theses-list"),
    path("foresight/sources/", sources.sources, name="foresight-sources"),
    path("foresight/sources/<slug:code>/", sources.source, name="foresight-source"),
    path("foresight/sources/<slug:code>/take-in/", sources.take_in, name="foresight-take-in"),
    path("foresight/sources/<slug:code>/terms/", source_care.terms, name="foresight-terms"),
    path("foresight/broken/<int:pk>/", source_care.broken, name="foresight-broken"),
    path("foresight/portfolio/", portfolio.portfolios, name="portfolio"),
    path("foresight/portfolio/new/", portfolio.new_portfolio, name="portfolio-new"),
    path("foresight/portfolio/<int:pk>/", portfolio.portfolio, name="portfolio-scenario"),
    path("foresight/portfolio/<int:pk>/remove/", portfolio.remove_portfolio, name="portfolio-remove"),
    path("foresight/portfolio/path/", portfolio_more.portfolio_path, name="portfolio-path"),
    path("foresight/candidates/", portfolio_more.portfolio_candidates, name="portfolio-candidates"),
    path("foresight/enrolment/history/", source_care.take_history, name="portfolio-history"),
    path("foresight/enrolment/", portfolio_more.portfolio_enrolment, name="portfolio-enrolment"),
]
