"""Addresses of a caller's own tokens for programs."""

from django.urls import path

from accounts.tokens.api import OneToken, Tokens

urlpatterns = [
    path("tokens/", Tokens.as_view(), name="api-tokens"),
    path("tokens/<int:pk>/", OneToken.as_view(), name="api-token"),
]
