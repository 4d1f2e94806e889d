"""The week's report: who saw personal data, took rows away, let promises rest and gave later days."""
