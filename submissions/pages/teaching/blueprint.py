"""The blueprint of the tutors' pages."""

from __future__ import annotations

from flask import Blueprint

from submissions.pages.teaching import (
    assignments,
    audit,
    course,
    decisions,
    programs,
    regrade,
    review,
    similar,
)

teaching = Blueprint("teaching", __name__)
teaching.add_url_rule("/assignments/<key>/review", view_func=review.index, endpoint="review_list")
teaching.add_url_rule("/assignments/<key>/names", view_func=review.switch_names, methods=["POST"])
teaching.add_url_rule("/submissions/<submission_id>/review", view_func=review.show, endpoint="review")
teaching.add_url_rule("/submissions/<submission_id>/comments", view_func=decisions.comment, methods=["POST"])
teaching.add_url_rule(
    "/submissions/<submission_id>/comments/<comment_id>/delete",
    view_func=decisions.take_back_comment,
    methods=["POST"],
)
teaching.add_url_rule("/submissions/<submission_id>/points", view_func=decisions.points, methods=["POST"])
teaching.add_url_rule("/courses/<slug>/audit", view_func=audit.show, endpoint="audit")
teaching.add_url_rule("/assignments/<key>/regrades", view_func=regrade.index, endpoint="regrades")
teaching.add_url_rule(
    "/assignments/<key>/regrades", view_func=regrade.begin, endpoint="begin_regrade", methods=["POST"]
)
teaching.add_url_rule("/assignments/<key>/regrades/new", view_func=regrade.new, endpoint="regrade_new")
teaching.add_url_rule("/regrades/<regrade_id>", view_func=regrade.show, endpoint="regrade")
teaching.add_url_rule("/regrades/<regrade_id>/live", view_func=regrade.live, endpoint="regrade_live")
teaching.add_url_rule(
    "/regrades/<regrade_id>/publish", view_func=regrade.publish, endpoint="publish_regrade", methods=["POST"]
)
teaching.add_url_rule(
    "/regrades/<regrade_id>/discard", view_func=regrade.discard, endpoint="discard_regrade", methods=["POST"]
)
programs.add(teaching)
for rule, view, endpoint, method in (
    ("/courses/<slug>", course.show, "course", "GET"),
    ("/courses/<slug>/code", course.renew_code, "renew_code", "POST"),
    ("/courses/<slug>/invitations", course.invite, "invite", "POST"),
    ("/courses/<slug>/groups", course.make_group, "make_group", "POST"),
    ("/courses/<slug>/people/<person_id>", course.person, "person", "GET"),
    ("/courses/<slug>/people/<person_id>/group", course.put_in_group, "put_in_group", "POST"),
    ("/courses/<slug>/people/<person_id>/extensions", course.extend, "extend", "POST"),
    ("/courses/<slug>/assignments/new", assignments.new, "new_assignment", "GET"),
    ("/courses/<slug>/assignments", assignments.create, "create_assignment", "POST"),
    ("/courses/<slug>/validation", assignments.validate, "validate_assignment", "POST"),
    ("/assignments/<key>/similar", similar.index, "similar", "GET"),
    ("/submissions/<one_id>/similar/<other_id>", similar.show, "similar_pair", "GET"),
    ("/assignments/<key>/edit", assignments.edit, "edit_assignment", "GET"),
    ("/assignments/<key>/edit", assignments.save, "save_assignment", "POST"),
    ("/assignments/<key>/remove", assignments.remove, "remove_assignment", "POST"),
    ("/assignments/<key>/versions/<version_id>.toml", assignments.version, "version", "GET"),
):
    teaching.add_url_rule(rule, view_func=view, endpoint=endpoint, methods=[method])
teaching.add_app_template_filter(audit.action, "action")
