"""Where the parts are put together: settings, addresses, pages, API. The only place that lists the domains."""
