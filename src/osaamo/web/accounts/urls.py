"""The addresses of signing in. ``pages`` stand in three languages; ``exchanges`` are known to identity providers."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as codes
from allauth.socialaccount import views as federated
from django.urls import include, path, re_path

from osaamo.web.accounts import views
from osaamo.web.accounts.views import local_only

pages = [
    path("account/", views.account, name="account"),
    path("account/language/", views.change_language, name="account_language"),
    path("account/sign-in/", account.login, name="account_login"),
    path("account/sign-in/cancelled/", federated.login_cancelled, name="socialaccount_login_cancelled"),
    path("account/sign-in/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("account/sign-out/", account.logout, name="account_logout"),
    path("account/sign-up/", account.signup, name="account_signup"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^account/confirm/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("account/address/", local_only(account.email), name="account_email"),
    path("account/password/", views.change_password, name="account_change_password"),
    path("account/forgotten/", account.password_reset, name="account_reset_password"),
    path("account/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "account/forgotten/changed/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    re_path(
        r"^account/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("account/again/", local_only(account.reauthenticate), name="account_reauthenticate"),
    path("account/codes/", local_only(second_factor.index), name="mfa_index"),
    path("account/codes/again/", local_only(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("account/codes/turn-on/", local_only(codes.activate_totp), name="mfa_activate_totp"),
    path("account/codes/turn-off/", local_only(codes.deactivate_totp), name="mfa_deactivate_totp"),
    path("account/codes/recovery/", local_only(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "account/codes/recovery/new/", local_only(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
]

exchanges = [
    path("sso/saml/<slug:organization_slug>/acs/", views.receive_saml),
    path("sso/saml/<slug:organization_slug>/acs/finish/", views.finish_saml),
    path("sso/", include("allauth.socialaccount.providers.saml.urls")),
    path("sso/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
