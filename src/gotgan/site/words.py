"""The words that codes are shown with, translated when a page is drawn."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gotgan.share import words as share_words

Words = Mapping[str, "Promise | str"]

CHIPS: Words = {
    "direct": _("Download"),
    "request": _("On request"),
    "safe_zone": _("Safe zone"),
    "trade": _("By contract"),
    "not_offered": _("Not offered yet"),
}
ROUTES: Words = {
    "download": _("Download"),
    "api": _("API"),
    "stream": _("Live stream"),
    "apply_download": _("Apply, then download"),
    "safe_zone_online": _("Online safe zone"),
    "safe_zone_onsite": _("On-site safe zone"),
    "trade": _("Contract"),
    "federated_query": _("Query where it lies"),
    "": _("Not offered yet"),
}
MODALITIES: Words = {
    "table": _("Table"),
    "text": _("Text"),
    "image": _("Image"),
    "video": _("Video"),
    "audio": _("Sound"),
    "sensor_timeseries": _("Sensor / time series"),
    "geospatial": _("Map data"),
    "three_d": _("3D"),
    "document": _("Document"),
    "multimodal": _("Mixed"),
}
IDENTIFIERS: Words = {
    "resident_number": _("resident registration number"),
    "foreigner_number": _("foreigner registration number"),
    "business_number": _("business registration number"),
    "corporation_number": _("corporation registration number"),
    "driver_licence": _("driving licence number"),
    "passport": _("passport number"),
    "health_card": _("health insurance number"),
    "phone": _("phone number"),
    "email": _("e-mail address"),
    "ip_address": _("IP address"),
    "card_number": _("card number"),
    "bank_account": _("bank account number"),
    "vehicle_plate": _("vehicle plate"),
    "customs_code": _("personal customs code"),
    "address": _("address"),
    "person_name": _("person's name"),
    "birth_date": _("date of birth"),
    "coordinates": _("coordinates"),
    "face_voice": _("face or voice"),
}
MEANINGS: Words = {
    **IDENTIFIERS,
    "url": _("web address"),
    "uuid": _("unique number (UUID)"),
    "hash": _("checksum of content"),
    "date": _("date"),
    "datetime": _("date and time"),
    "month": _("month of a year"),
    "year": _("year of a date"),
    "postcode": _("postcode"),
    "legal_dong_code": _("legal-dong code"),
    "administrative_dong_code": _("administrative-dong code"),
    "district_code": _("district code"),
    "institution_code": _("institution code"),
    "parcel_number": _("parcel number"),
    "latitude": _("latitude"),
    "longitude": _("longitude"),
}
"""What the values of a column stand for."""
DECIDED_BY: Words = {
    "checksum": _("check digit"),
    "pattern": _("its pattern"),
    "context": _("column name and neighbours"),
    "plugin": _("plug-in"),
}
TYPES: Words = {
    "boolean": _("true / false"),
    "integer": _("whole number"),
    "decimal": _("number"),
    "date": _("date"),
    "datetime": _("date and time"),
    "time": _("time"),
    "text": _("text"),
    "binary": _("binary"),
}
OUTCOMES: Words = {
    "added": _("Added"),
    "changed": _("Changed"),
    "same": _("Same"),
    "failed": _("Failed"),
    "held": _("Held"),
    "removed": _("Removed"),
    "folded": _("Repeats folded"),
    "seen": _("Seen"),
}
STATES: Words = {
    "queued": _("Waiting"),
    "gathering": _("Listing"),
    "processing": _("Measuring"),
    "reconciling": _("Reconciling"),
    "done": _("Done"),
    "done_with_failures": _("Done, with failures"),
    "held": _("Held for a person"),
    "failed": _("Failed"),
    "cancelled": _("Stopped"),
    "running": _("Running"),
}
SOURCE_KINDS: Words = {
    "folder": _("Folder"),
    "file": _("File"),
    "url": _("Address"),
    "upload": _("Uploaded files"),
    "scanfile": _("Carried scan result"),
    "declared": _("Declared in a survey"),
    "combined": _("Combined from several institutions"),
    "datajson": _("data.json listing"),
    "ckan": _("CKAN portal"),
    "socrata": _("Socrata portal"),
    "sql": _("Database"),
    "sftp": _("SFTP server"),
    "s3": _("S3 bucket"),
    "webdav": _("WebDAV folder"),
    "httpindex": _("Index page"),
    "dcat": _("DCAT catalogue"),
    "aihub": _("AI Hub download"),
    "oai": _("OAI-PMH repository"),
    "croissant": _("Croissant description"),
    "huggingface": _("Hugging Face dataset"),
    "": _("Found out by itself"),
}
FACETS: Words = {
    "organisation": _("Organisation"),
    "field": _("Field"),
    "modality": _("Kind"),
    "format": _("Format"),
    "licence": _("Licence"),
    "route": _("How to get it"),
    "usability": _("Usable for training"),
}
FIELDS: Words = {
    "공공행정": _("Public administration"),
    "과학기술": _("Science and technology"),
    "교육": _("Education"),
    "교통물류": _("Transport and logistics"),
    "국토관리": _("Land management"),
    "농축수산": _("Farming and fisheries"),
    "문화관광": _("Culture and tourism"),
    "법률": _("Law"),
    "보건의료": _("Health and medicine"),
    "사회복지": _("Social welfare"),
    "산업고용": _("Industry and employment"),
    "식품건강": _("Food and health"),
    "재난안전": _("Disaster and safety"),
    "재정금융": _("Finance"),
    "통일외교안보": _("Unification, diplomacy, security"),
    "환경기상": _("Environment and weather"),
}
"""The public data portal's classification, by its own names."""
ORGANISATION_KINDS: Words = {
    "ministry": _("Ministry"),
    "agency": _("Agency"),
    "local_government": _("Local government"),
    "education_office": _("Education office"),
    "public_body": _("Public institution"),
    "committee": _("Commission"),
    "research": _("Research institute"),
}
ROLES: Words = {
    "visitor": _("Visitor"),
    "user": _("User"),
    "officer": _("Data officer"),
    "approver": _("Approver"),
    "lead": _("Data lead"),
    "observer": _("Observer"),
    "survey_manager": _("Survey manager"),
    "assessor": _("Assessor"),
    "steward": _("Steward"),
    "reviewer": _("Reviewer"),
    "zone_operator": _("Safe-zone operator"),
    "checker": _("Output checker"),
    "seller": _("Seller"),
    "buyer": _("Buyer"),
    "broker": _("Broker"),
    "auditor": _("Auditor"),
    "operator": _("Operator"),
}
JOBS: Words = {
    "inventory.scan": _("Scan of a source"),
    "inventory.compare": _("Comparing what arrived with all datasets"),
    "inventory.sweep": _("Clearing away what nobody needs"),
    "catalogue.pull": _("Taking changes into the catalogue"),
    "catalogue.index": _("Bringing the search up to date"),
    "catalogue.rebuild": _("Building the search anew"),
    "share.pull": _("Opening what is wished open"),
    "share.tell": _("Telling who holds withdrawn data"),
    "assess.cluster": _("Making clusters of the same data"),
    "assess.score": _("Scoring datasets by rule books"),
    "assess.score_changed": _("Scoring datasets that changed"),
    "assess.collect": _("Freezing the evidence of a list"),
    "assess.solve": _("Choosing the best list"),
    "refine.run": _("Making data usable by a plan"),
    "refine.inspect": _("Looking at what a work order is about"),
    "refine.propose": _("Weighing plans for a work order"),
    "refine.watch": _("Reminding of aftercare"),
    "refine.prepare_part": _("Separating keys and data for a combination"),
    "refine.match_keys": _("Matching the keys of a combination"),
    "refine.join_payloads": _("Putting combined data together"),
    "refine.tend": _("Ending what lost its worker"),
    "assess.excerpt_lists": _("Preparing the pages of lists"),
    "assess.weigh_effects": _("Working out which weight moves a list most"),
    "assess.try_batch": _("Trying datasets on samples"),
    "assess.tend_trials": _("Ending trials that lost their worker"),
    "survey.open": _("Making the sheets of a survey"),
    "survey.rest": _("Opening the second wave of a survey"),
    "survey.freeze": _("Writing a frozen result"),
    "survey.refresh": _("Looking for new data for surveys"),
    "survey.read_workbook": _("Reading a filled workbook"),
    "survey.clear_workbooks": _("Deleting workbooks whose time is over"),
    "survey.remind": _("Inviting and reminding"),
    "accounts.send": _("Sending letters"),
    "survey.send": _("Sending letters"),
    "survey.recount": _("Holding a survey's counts against its sheets"),
    "site.hand_down": _("Handing counts of downloads down"),
    "work.prune": _("Clearing old jobs away"),
    "organisations.load_code_tables": _("Loading code tables"),
}
RELATIONS: Words = {
    "same_content": _("Same content"),
    "same_schema": _("Same columns"),
    "joinable": _("Can be joined"),
}
VERBS: Words = {
    "identical": _("identical"),
    "older_copy": _("an older copy"),
    "subset": _("a part"),
    "superset": _("the whole"),
    "same_subject": _("about the same subject"),
    "derived": _("derived"),
    "unrelated": _("unrelated"),
}
VERB_SENTENCES: Words = {
    "identical": _("The first one and the second one are identical"),
    "older_copy": _("The first one is an older copy of the second one"),
    "older_copy_reversed": _("The second one is an older copy of the first one"),
    "subset": _("The first one is a part of the second one"),
    "superset": _("The second one is a part of the first one"),
    "same_subject": _("Both are about the same subject"),
    "derived": _("The first one was derived from the second one"),
    "derived_reversed": _("The second one was derived from the first one"),
    "unrelated": _("They have nothing to do with each other"),
}
OVERLAP_STATES: Words = {
    "open": _("To decide"),
    "confirmed": _("Confirmed"),
    "refused": _("Refused"),
    "weak": _("Too weak to ask"),
}
STRENGTHS: Words = {
    "strong": _("strong"),
    "fair": _("fair"),
    "weak": _("weak"),
}
CHANGES: Words = {
    "added": _("New column"),
    "removed": _("Column gone"),
    "renamed": _("Renamed"),
    "type": _("Other type"),
    "drifted": _("Values differ"),
    "missing": _("Missing share differs"),
    "same": _("Unchanged"),
}
COMPARISONS: Words = {
    "equals": _("is"),
    "contains": _("contains"),
    "at_least": _("is at least"),
    "at_most": _("is at most"),
    "is_empty": _("has no value"),
    "is_filled": _("has a value"),
}
ACCESS_REASONS: Words = share_words.REASONS
ACCESS_LIFTS: Words = share_words.LIFTS
SHEET_STATES: Words = {
    "draft": _("Draft"),
    "submitted": _("Submitted"),
    "signed": _("Signed"),
    "returned": _("Returned"),
    "accepted": _("Accepted"),
}
WORKBOOK_STATES: Words = {
    "received": _("Being read"),
    "refused": _("Refused"),
    "checked": _("Ready to apply"),
    "applied": _("Applied"),
    "discarded": _("Thrown away"),
}
SHEET_HOLDERS: Words = {
    "draft": _("The officers hold it"),
    "submitted": _("It waits for the department head"),
    "signed": _("It waits for the survey manager"),
    "returned": _("The officers hold it, to change something"),
    "accepted": _("It is accepted; nothing is left to do"),
}
SHEET_ONLY: Words = {
    "open": _("With open items"),
    "suggested": _("With suggestions to confirm"),
    "contradictions": _("With contradictions"),
    "mine": _("Passed on to me"),
    "declared": _("Added by hand"),
}
FILLED_BY: Words = {
    "scan": _("from a scan"),
    "catalogue_import": _("from a catalogue"),
    "last_wave": _("from the last survey"),
    "officer": _("by an officer"),
    "approver": _("by an approver"),
}
CONFIDENCES: Words = {
    "high": _("high"),
    "medium": _("medium"),
    "low": _("low"),
    "unknown": _("not said"),
}
EVIDENCE_KINDS: Words = {
    "scan": _("Found by a scan"),
    "register": _("From a register"),
    "last_wave": _("Last survey"),
    "sibling": _("Other data of the system"),
    "document": _("Document"),
    "person": _("A person"),
}


def word(words: Words, code: object) -> str:
    """The word for a code; a code without one is shown as it is, never hidden."""
    text = "" if code is None else str(code)
    return str(words.get(text, text))
