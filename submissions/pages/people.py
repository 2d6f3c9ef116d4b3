"""The blueprint of the pages on which people sign in, join courses and look after their account."""

from __future__ import annotations

from flask import Blueprint

from submissions.pages import (
    account,
    account_tokens,
    invitation,
    join,
    reset,
    reset_link,
    sign_in,
    sign_in_openid,
)

people = Blueprint("people", __name__)
people.add_url_rule("/sign-in", view_func=sign_in.show, endpoint="sign_in")
people.add_url_rule("/sign-in", view_func=sign_in.sign_in, endpoint="signing_in", methods=["POST"])
people.add_url_rule("/join", view_func=join.ask, endpoint="join")
people.add_url_rule("/join/<code>", view_func=join.show, endpoint="join_course")
people.add_url_rule("/join/<code>", view_func=join.join, endpoint="joining", methods=["POST"])
people.add_url_rule("/invitations/<token>", view_func=invitation.show, endpoint="invitation")
people.add_url_rule("/invitations/<token>", view_func=invitation.accept, endpoint="accept", methods=["POST"])
people.add_url_rule("/reset/<token>", view_func=reset.show, endpoint="reset")
people.add_url_rule("/reset/<token>", view_func=reset.reset, endpoint="resetting", methods=["POST"])
people.add_url_rule(
    "/people/<person_id>/reset-link", view_func=reset_link.make, endpoint="reset_link", methods=["POST"]
)
people.add_url_rule("/account", view_func=account.show, endpoint="account")
people.add_url_rule("/account/name", view_func=account.rename, methods=["POST"])
people.add_url_rule("/account/password", view_func=account.change_password, methods=["POST"])
people.add_url_rule("/account/leave", view_func=account.leave_everywhere, methods=["POST"])
people.add_url_rule("/account/tokens", view_func=account_tokens.make, endpoint="make_token", methods=["POST"])
people.add_url_rule(
    "/account/tokens/<token_id>/revoke",
    view_func=account_tokens.revoke,
    endpoint="revoke_token",
    methods=["POST"],
)
people.add_url_rule("/sign-in/openid", view_func=sign_in_openid.leave, endpoint="openid")
people.add_url_rule("/sign-in/openid/back", view_func=sign_in_openid.come_back, endpoint="openid_back")
people.add_url_rule("/account/identities/new", view_func=sign_in_openid.ask, endpoint="ask_to_link")
people.add_url_rule(
    "/account/identities", view_func=sign_in_openid.link, endpoint="link_identity", methods=["POST"]
)
people.add_url_rule(
    "/account/identities/<identity_id>/remove",
    view_func=sign_in_openid.unlink,
    endpoint="unlink_identity",
    methods=["POST"],
)
