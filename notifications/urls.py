"""Addresses of the inbox, of what did not get through, and of the callbacks of those who carry our messages."""

from django.urls import path

from notifications import views
from notifications.failures import views as failures
from notifications.preferences.views import preferences
from notifications.texts import texts
from notifications.webhooks import views as webhooks
from notifications.wechat import views as wechat

urlpatterns = [
    path("messages/", views.inbox, name="inbox"),
    path("messages/open/", views.open_all, name="open-all-messages"),
    path("messages/<int:pk>/open/", views.open_message, name="open-message"),
    path("messages/preferences/", preferences, name="message-preferences"),
    path("messages/failures/", failures.failures, name="message-failures"),
    path("messages/failures/<int:pk>/again/", failures.try_again, name="message-try-again"),
    path("messages/failures/<int:pk>/called/", failures.called, name="message-called"),
    path("messages/failures/<int:pk>/letter/", failures.letter, name="message-letter"),
    path("messages/failures/<int:pk>/number/", failures.number, name="message-number"),
    path("messages/texts/", texts, name="message-texts"),
    path("my-data/webhooks/", webhooks.log, name="webhook-log"),
    path("my-data/webhooks/<int:pk>/end/", webhooks.end, name="webhook-end"),
    path("my-data/webhooks/pushes/<int:pk>/again/", webhooks.again, name="webhook-again"),
    path("connect/wechat/events/", wechat.events, name="wechat-events"),
    path("connect/sms/receipts/", views.sms_receipt, name="sms-receipts"),
]
