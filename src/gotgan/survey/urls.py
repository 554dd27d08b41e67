"""Addresses of the survey, one list for each kind of work."""

from __future__ import annotations

from django.urls import URLPattern, path

from gotgan.survey.views import (
    board,
    campaigns,
    choosing,
    form_checks,
    form_codes,
    form_items,
    form_preview,
    forms,
    results,
    sheet,
    sheet_steps,
    sheets,
    target,
    triage,
    turning,
    workbooks,
)

_form = "survey/forms/<int:form_id>"
_forms: list[URLPattern] = [
    path("survey/forms/", forms.list_forms, name="forms"),
    path("survey/forms/standard", forms.take_standard, name="form_standard"),
    path("survey/forms/start", forms.start_form, name="form_start"),
    path(_form, forms.show_form, name="form"),
    path(f"{_form}/version", forms.start_version, name="form_version"),
    path(f"{_form}/publish", forms.publish_form, name="form_publish"),
    path(f"{_form}/drop", forms.drop_form, name="form_drop"),
    path(f"{_form}/title", forms.change_title, name="form_title"),
    path(f"{_form}/changes", forms.show_changes, name="form_changes"),
    path(f"{_form}/preview", form_preview.preview_form, name="form_preview"),
    path(f"{_form}/items/add", form_items.add_item, name="form_item_add"),
    path(f"{_form}/items/<str:key>", form_items.edit_item, name="form_item"),
    path(f"{_form}/items/<str:key>/retire", form_items.retire_item, name="form_item_retire"),
    path(f"{_form}/lists/add", form_codes.add_list, name="form_list_add"),
    path(f"{_form}/lists/<str:name>", form_codes.edit_list, name="form_list"),
    path(f"{_form}/mapping", form_codes.edit_mapping, name="form_mapping"),
    path(f"{_form}/checks", form_checks.edit_checks, name="form_checks"),
]
_campaigns: list[URLPattern] = [
    path("survey/", campaigns.show_home, name="survey_home"),
    path("survey/campaigns/new", campaigns.make, name="survey_campaign_new"),
    path("survey/campaigns/<slug:slug>", campaigns.show_campaign, name="survey_campaign"),
    path("survey/campaigns/<slug:slug>/dates", campaigns.change_dates, name="survey_dates"),
    path("survey/campaigns/<slug:slug>/choose", choosing.choose, name="survey_choose"),
    path("survey/campaigns/<slug:slug>/pilot", choosing.set_pilot, name="survey_pilot"),
    path("survey/campaigns/<slug:slug>/register", choosing.take_register, name="survey_register"),
    path("survey/campaigns/<slug:slug>/turn", turning.turn, name="survey_turn"),
    path("survey/campaigns/<slug:slug>/letters", turning.show_letters, name="survey_letters"),
    path("survey/campaigns/<slug:slug>/triage", triage.show_triage, name="survey_triage"),
    path("survey/campaigns/<slug:slug>/drop/<int:target_id>", choosing.drop, name="survey_drop"),
    path("survey/campaigns/<slug:slug>/targets/<str:code>", target.show_target, name="survey_target"),
    path(
        "survey/campaigns/<slug:slug>/targets/<str:code>/files/<str:sha256>",
        target.take_evidence,
        name="survey_evidence",
    ),
    path("survey/targets/<int:target_id>", target.show_target_of, name="survey_target_of"),
    path("survey/campaigns/<slug:slug>/targets/<str:code>/act", target.act, name="survey_act"),
]
_sheets: list[URLPattern] = [
    path("survey/sheets/", sheets.show_desk, name="survey_desk"),
    path("survey/sheets/guide", sheets.put_away, name="guide_put_away"),
    path("survey/sheets/signing", sheets.show_signing, name="signing"),
    path("survey/sheets/review", sheets.review, name="sheet_review"),
    path("survey/targets/<int:target_id>/sheets", sheets.show_sheets, name="sheets"),
    path("survey/targets/<int:target_id>/sheets/add", sheets.add, name="sheet_add"),
    path("survey/sheets/<str:sheet_id>", sheet.show_sheet, name="sheet"),
    path("survey/sheets/<str:sheet_id>/save", sheet.save, name="sheet_save"),
    path("survey/sheets/<str:sheet_id>/items/<slug:item>", sheet.save_item, name="sheet_item"),
    path("survey/sheets/<str:sheet_id>/step", sheet_steps.step, name="sheet_step"),
    path("survey/sheets/<str:sheet_id>/pass-on", sheet_steps.pass_on, name="sheet_pass_on"),
    path("survey/sheets/<str:sheet_id>/history", sheet_steps.show_history, name="sheet_history"),
    path("survey/sheets/<str:sheet_id>/files/<str:sha256>", sheet_steps.take_file, name="sheet_file"),
]
_workbooks: list[URLPattern] = [
    path("survey/targets/<int:target_id>/workbooks", workbooks.show_workbooks, name="workbooks"),
    path("survey/targets/<int:target_id>/workbook.xlsx", workbooks.download, name="workbook_download"),
    path("survey/workbooks/<str:workbook_id>", workbooks.show_workbook, name="workbook"),
    path("survey/workbooks/<str:workbook_id>/apply", workbooks.apply, name="workbook_apply"),
    path("survey/workbooks/<str:workbook_id>/discard", workbooks.discard, name="workbook_discard"),
]
_results: list[URLPattern] = [
    path("survey/campaigns/<slug:slug>/board", board.show_board, name="survey_board"),
    path("survey/campaigns/<slug:slug>/board/items.csv", board.take_items, name="survey_board_items"),
    path("survey/campaigns/<slug:slug>/board/items/<slug:item>", board.show_item, name="survey_board_item"),
    path("survey/campaigns/<slug:slug>/board/<slug:kind>", board.show_list, name="survey_board_list"),
    path("survey/campaigns/<slug:slug>/results", results.show_results, name="survey_results"),
    path("survey/campaigns/<slug:slug>/results/<str:name>", results.take_export, name="survey_export"),
]

urlpatterns: list[URLPattern] = [*_forms, *_campaigns, *_sheets, *_workbooks, *_results]
