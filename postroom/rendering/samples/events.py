"""Samples of each kind of event, and merged ones."""

from __future__ import annotations

from postroom.rendering.samples.made import (
    ADA,
    BRUNO,
    CHIARA,
    CUSTOMER,
    ENID,
    ISSUE,
    UNASSIGNED,
    URL,
    Sample,
    change,
    comment,
    event,
    file,
    person,
    receiver,
    text,
    values,
)

_REPLY = text(
    "The print head of the printer at gate 4 was worn out. I changed it and printed 20 labels, all good.",
    "Could you have a look at the next pallets and tell me whether it is solved?",
)
CREATED = event("created", "created", ENID, "08:12:04", by_mail=True)
COMMENTED = event("commented", "commented", ADA, "14:31:40", comment=comment(ADA, _REPLY))
_MENTION = comment(
    ADA,
    {
        "text": "@Bruno Barth can you order a second print head?",
        "html": '<p><span class="adf-mention">@Bruno Barth</span> can you order a second print head?</p>',
    },
)
_INTERNAL = comment(
    CHIARA, text("They forgot to pay for the last repair. Ask the board first."), internal=True
)
_RESTRICTED = comment(CHIARA, text("The spare part costs 430."), restricted="Administrators")
MOVED = event("updated", "updated", ADA, "14:35:02", changes=[change("status", "In Progress", "Done")])
DONE = {**ISSUE, "status": "Done", "status_category": "Done", "resolution": "Fixed"}
_ASSIGNED = event("updated", "updated", ADA, "08:20:11", changes=[change("assignee", "", "Bruno Barth")])
_PHOTOS = [
    file("blank label, gate 4.jpg", 418_224, "image/jpeg", attached=True),
    file("printer-log-2026-11-22.zip", 28_310_772, "application/zip"),
]
_ATTACHED = event("updated", "updated", ENID, "09:02:45", attachments=_PHOTOS, by_mail=True)
UPDATED = event(
    "updated",
    "updated",
    BRUNO,
    "10:41:09",
    changes=[
        change("priority", "Medium", "High"),
        change("labels", "", "printing warehouse"),
        change("summary", "Labels are blank", "Pallet labels come out blank since Thursday"),
        change("due date", "2026-11-27", ""),
    ],
)
_WORKLOG = {
    "time": "1h 30m",
    "comment": text("Changed the print head, test prints."),
    "started": "2026-11-22T12:45:00+01:00",
}
_LINK = {
    "text": "is caused by",
    "key": "OPS-31",
    "summary": "Print heads of the first series wear out early",
    "url": URL + "OPS-31",
}
_ALL_NODES = {
    "text": "What we know\n\nBruno Barth knows more; see the log of 2026-11-19. NOT SOLVED\n\n"
    "- second label blank\n    - also after a restart\n\n1. open the lid\n2. clean the head\n\n"
    "[x] measured\n[ ] ordered\n\n> It is always the second one.\n\n    head 7 resistance 0 ohm\n\n"
    "[Warning: mind the blade.]\n\nPrinter | Labels\nGate 4 | 120",
    "html": '<div class="adf"><h2>What we know</h2>'
    '<p><span class="adf-mention">@Bruno Barth</span> knows <em>more</em>; see the '
    '<a href="https://wiki.example.com/log">log</a> of <time class="adf-date" datetime="2026-11-19">2026-11-19'
    '</time>. <span class="adf-status adf-status-red">NOT SOLVED</span> '
    '<span style="background-color:#fedec8;color:#172b4d">second</span> <s>third</s> <u>head</u></p>'
    "<ul><li>second label blank<ul><li>also after a restart</li></ul></li></ul>"
    "<ol><li>open the lid</li><li>clean the <code>head</code></li></ol>"
    '<ul class="adf-tasks"><li class="adf-done">☑&nbsp;measured</li><li>☐&nbsp;ordered</li></ul>'
    "<blockquote><p>It is always the second one.</p></blockquote>"
    '<pre class="adf-code">head 7 resistance 0 ohm\nhead 8 resistance 42 ohm, measured at 21 degrees with a cold '
    "print head</pre>"
    '<table class="adf-panel adf-panel-warning" width="100%" cellspacing="0" cellpadding="0" border="0"><tr>'
    '<td class="adf-panel-icon" title="Warning">⚠</td><td class="adf-panel-body"><p>Mind the blade.</p></td>'
    "</tr></table>"
    '<table class="adf-panel adf-panel-custom" style="background-color:#cce0ff;color:#172b4d" width="100%" '
    'cellspacing="0" cellpadding="0" border="0"><tr><td class="adf-panel-body">'
    '<a href="https://wiki.example.com/" style="color:#172b4d">Painted by the writer</a></td></tr></table>'
    '<div class="adf-scroll"><table class="adf-table" border="1" cellpadding="6" cellspacing="0">'
    "<tr><th>Printer</th><th>Labels</th></tr>"
    '<tr><td>Gate 4</td><td style="background-color:#fedec8;color:#172b4d">120</td></tr></table></div>'
    '<table class="adf-expand" width="100%" cellspacing="0" cellpadding="0" border="0"><tr><td>'
    '<p class="adf-expand-title">Measurements</p><p>Volts: 24.1, 24.0</p></td></tr></table>'
    '<hr><p class="adf-media"><img class="adf-picture" src="cid:label@postroom" alt="blank label" width="200"></p>'
    '<p class="adf-missing">[list of issues: not shown in this mail]</p></div>',
}


EVENTS = (
    Sample("created", "created", "A customer's mail became an issue.", values([CREATED], issue=UNASSIGNED)),
    Sample(
        "created_for_customer",
        "created",
        "The same, told to the person who reported it.",
        values([CREATED], issue=UNASSIGNED, receiver=CUSTOMER, actor=ENID),
    ),
    Sample("updated", "updated", "Several fields were changed at once.", values([UPDATED])),
    Sample("transitioned", "transitioned", "The status was changed.", values([MOVED], issue=DONE)),
    Sample("assigned", "assigned", "The issue was given to somebody.", values([_ASSIGNED])),
    Sample("attachment", "attachment", "Files were added; one of them comes along.", values([_ATTACHED])),
    Sample("commented", "commented", "A comment to a colleague.", values([COMMENTED])),
    Sample(
        "commented_for_customer",
        "commented",
        "A comment to a person without account.",
        values(
            [COMMENTED],
            receiver=CUSTOMER,
            unsubscribe_url="https://postroom.example.com/unsubscribe/hG7c2TqL",
        ),
    ),
    Sample(
        "mentioned",
        "commented",
        "Somebody is mentioned in a comment.",
        values(
            [event("commented", "commented", ADA, "15:02:00", comment=_MENTION)],
            receiver=receiver(BRUNO, "you are mentioned"),
        ),
    ),
    Sample(
        "internal",
        "commented",
        "A comment that customers do not see.",
        values([event("commented", "commented", CHIARA, "15:10:30", comment=_INTERNAL)]),
    ),
    Sample(
        "restricted",
        "commented",
        "A comment for one role.",
        values([event("commented", "commented", CHIARA, "15:12:00", comment=_RESTRICTED)]),
    ),
    Sample(
        "comment_edited",
        "comment_edited",
        "A comment was changed.",
        values(
            [
                event(
                    "comment_edited",
                    "edited a comment",
                    ADA,
                    "14:40:00",
                    comment=comment(ADA, _REPLY, edited=True),
                )
            ]
        ),
    ),
    Sample(
        "comment_deleted",
        "comment_deleted",
        "A comment was taken back.",
        values([event("comment_deleted", "deleted a comment", ADA, "14:50:00")]),
    ),
    Sample(
        "worklog",
        "worklog",
        "Time was logged.",
        values([event("worklog", "logged work", BRUNO, "14:20:00", worklog=_WORKLOG)]),
    ),
    Sample(
        "worklog_edited",
        "worklog_edited",
        "Logged time was corrected.",
        values([event("worklog_edited", "changed a worklog", BRUNO, "14:22:00", worklog=_WORKLOG)]),
    ),
    Sample(
        "worklog_deleted",
        "worklog_deleted",
        "Logged time was removed.",
        values([event("worklog_deleted", "deleted a worklog", BRUNO, "14:25:00")]),
    ),
    Sample(
        "link",
        "link",
        "Two issues were linked.",
        values([event("link", "linked", CHIARA, "11:00:00", link=_LINK)]),
    ),
    Sample(
        "deleted",
        "deleted",
        "The issue is gone; nobody can answer.",
        values(
            [event("deleted", "deleted", CHIARA, "17:00:00")],
            issue={**ISSUE, "deleted": True},
            reply={"possible": False},
        ),
    ),
)

MERGED = (
    Sample(
        "merged",
        "created",
        "What three people did within the window, in one mail.",
        values([CREATED, _ASSIGNED, _ATTACHED, COMMENTED, MOVED], issue=DONE),
    ),
    Sample(
        "merged_for_customer",
        "notice",
        "An answer and the new status, to a person without account.",
        values([COMMENTED, MOVED], issue=DONE, receiver=CUSTOMER),
    ),
    Sample(
        "all_nodes",
        "commented",
        "A comment with everything that Jira's editor can write.",
        values(
            [
                event(
                    "commented",
                    "commented",
                    ADA,
                    "16:00:00",
                    comment=comment(ADA, _ALL_NODES),
                    attachments=[file("label.png", 20_114, "image/png", attached=True, cid="label@postroom")],
                )
            ]
        ),
    ),
    Sample(
        "bare",
        "updated",
        "As little as there can be: no names, no values, no reasons.",
        values(
            [event("updated", "updated", person(""), "16:05:00")],
            issue={**UNASSIGNED, "priority": "", "reporter": None, "type": "", "summary": "?"},
            receiver=receiver(person("", "somebody@example.net")),
            reply={"possible": False},
        ),
    ),
)
