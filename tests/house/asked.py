"""Everything that a form or the phone asks of a person, and why the server cannot know it already.

A new field needs a line here: what only this person, at this moment, can say.
"""

from __future__ import annotations

FORMS = {
    "about": "the reader of the log chooses what to look for",
    "address": "where a robot listens, known to whoever set it up there",
    "again": "a password typed twice, so that a slip is noticed",
    "area": "what a reviewer wants to blur in a picture",
    "arrived": "how much money came, as the paper says; preset to what was needed",
    "by": "the reader of the log chooses whose acts to see",
    "channel": "who pays is decided by whoever files the cost",
    "code": "stands on paper, on a plate or in another device",
    "cost": "what the repair took, as the mender says",
    "count": "how many blank plates are wanted",
    "county": "a 查询码 holds within one county; asked only where there are several",
    "defects": "what the one who looked found not mended",
    "department": "which department a new post belongs to",
    "dept": "whom a channel is to tell",
    "due_on": "by when it is to be mended; preset by the setting",
    "duty_phone": "the unit's own number",
    "estimate": "what a mender asks for it",
    "fenced": "that the place is made safe, seen by whoever asks for time",
    "file": "a list that somebody brings",
    "follow_up": "what is to become of a thing that is not mended",
    "from": "the reader of the log chooses a time",
    "from_on": "since when somebody holds a post, as the paper says",
    "goal": "under which place a village is put",
    "id": "the reader of the log pastes what he looks for",
    "kind": "what is to be founded",
    "line": "what an estimate is made of",
    "line_yuan": "what an estimate is made of",
    "mender": "the dispatcher decides who mends",
    "{{ name }}": "what the step of a concern asks of its handler, in his words",
    "name": "a name that nobody has told before",
    "needed": "how much money lacks; preset to the estimate",
    "new": "a password that one chooses",
    "nothing_found": "what whoever looked found",
    "old": "proof that it is he who changes it",
    "opinion": "why an estimate is approved; a sentence stands there already",
    "password": "proof of who signs in",
    "phone": "optional: whether a villager wants to be rung",
    "photo": "what only the one who stands there can see",
    "place": "where a post, a unit or a channel belongs",
    "preset": "which of six posts somebody is to hold",
    "proof_code": "proof before something grave",
    "proof_password": "proof before something grave",
    "publish": "whether villagers may see a picture is a reviewer's judgement",
    "q": "what one searches for",
    "reason": "the ground of a decision",
    "review_on": "when to look again; preset to a month from now",
    "safety": "how the place is kept safe meanwhile",
    "said": "what the person who was rung up said",
    "secret": "a robot's key, known to whoever set it up",
    "severity": "how grave it is, judged by whoever saw it; preset",
    "target": "which of those that may take it on is to have it",
    "tick": "further posts beside the preset",
    "ticket": "stands behind the # of one's own address",
    "title": "what a channel is called",
    "to": "the reader of the log chooses a time",
    "to_on": "until when a post is held, as the paper says",
    "{{ trap }}": "people never see it; what fills it in is a robot",
    "twin": "which report says the same, judged by whoever reads both",
    "uscc": "a unit's registration number, on its paper",
    "username": "what a new person, or the one who signs in, is called by",
    "value": "what a county decides",
    "value_{{ severity }}": "what a county decides",
    "who": "the reader of the log chooses whose acts to see",
    "words": "what somebody wants to say in his own words",
}

# By schema: what the phone sends.  "by itself": no person is asked.
WIRE = {
    "PlaceSchema": "lat lng accuracy_m source fixed_at: by itself, one position of a photo or a visit",
    "ScannedSchema": "by token short_code: by itself, from the scan",
    "ExifSchema": "taken_at lat lng: by itself, from the picture",
    "FileNoteSchema": "sha256 bytes mime slot taken_at place exif: by itself, of the picture",
    "ItemSchema": (
        "id kind schema_version app_version author_id county_code device_id device_seq subject_id"
        " base_version captured_at server_beacon since_beacon_ms payload files: by itself"
    ),
    "AnswerSchema": "code value unit_id severity words fixed_on_spot chainage_m slots: what was seen",
    "InspectionSchema": (
        "task_id template template_version answers all_normal asked started_at words place scanned:"
        " what was seen"
    ),
    "OnBehalfSchema": "name phone: of a person without a phone, both may stay empty",
    "DamageSchema": "category severity words unit_id upward on_behalf_of place scanned: what is broken",
    "VerifySchema": (
        "outcome severity reason words merge_into publish_photos seen_photos place scanned: a judgement"
    ),
    "ExcuseSchema": "reason words: why one cannot go, one tap",
    "PauseSchema": "reason words next_on: why the work rests, one tap",
    "EmptySchema": "",
    "MaterialSchema": "name quantity cost_fen: what was built in",
    "FinishSchema": "materials actual_cost_fen words place scanned: what the repair took",
    "PassSchema": "words publish_photos seen_photos place scanned: a judgement",
    "FailSchema": "defects place scanned: what is not mended",
    "BindSchema": "token place unit_id: by itself, from the scan; which part of many, one tap",
    "ReplaceSchema": "old_token new_token place: by itself, from two scans",
    "RegisterSchema": "name asset_type token region_code words place: a thing that is in no book yet",
    "MonthContestSchema": "month doubt words: what somebody doubts in his own month, one tap",
    "SignInSchema": "username password code device_id: who signs in",
    "TicketSchema": "ticket device_id: by itself, from the QR code",
    "ActivationSchema": "ticket device_id: by itself, from the QR code",
}
