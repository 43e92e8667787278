"""The header fields and addresses by which machines that send mail can be known."""

from __future__ import annotations

import re

# Fields of automatic answers: Gmail, cPanel, BoxTrapper, DTC, Exim, Communigate, Amazon and others that count as one
# name here; the value may still say no.
REPLY_FIELD = re.compile(
    r"(?:x-)?(?:[a-z0-9]+-){0,2}?auto-?(?:matic-?)?(?:reply|replied|response|respond|responder|resp|answer|"
    r"generated)(?:-(?:from|by|id|version|type|date|reason|message))?\Z"
)
NOT_OF_THIS_MAIL = ("suppress", "no-auto", "noauto", "disable", "dont", "skip", "x-ms-", "ignore", "prevent")
MEANT_AS_NO = ("", "no", "false", "0", "none", "off")
# What a rule of CommuniGate does with the mail of a person.
PASSED_ON = ("forward", "redirect", "mirror", "group")

# Field: what its value must hold (lower case; "" where any value will do), and how it is called.
REPLY_MARKS: dict[str, str] = {
    "x-fc-machinegenerated": "true",
    "x-post-messageclass": "autorespond",
    "preference": "auto_reply",
    "x-precedence": "auto_reply",
    "x-vacation": "",
    "x-vacation-message": "",
    "x-sieve-vacation": "",
    "x-holidayreply": "",
    "x-away-message": "",
    "x-delivery-agent": "tmda",
    "x-tmda-confirm-cookie": "",
    "x-boxbe-challenge": "",
    "x-spamarrest-noauth": "",
}
REPLY_PROGRAM = re.compile(
    r"vacation|auto-?(?:respond|repl|answer)|\bgnarwl|out[ -]of[ -]office|boxtrapper|tmda", re.IGNORECASE
)
MACHINE_PRECEDENCE = {"auto_reply": "reply", "auto-reply": "reply", "autoreply": "reply", "junk": "generated"}

# Fields that only programs write: trackers, forums, social networks, monitoring, continuous integration.
PROGRAM_FIELD = re.compile(
    "x-(?:cron-env|github-(?:reason|sender|recipient)|gitlab-|gitea-|gogs-|forgejo-|gerrit-|phabricator-|"
    "bugzilla-|redmine-|trac-|mantis|jira-fingerprint|atlassian-|bitbucket-|launchpad-|sentry-|jenkins-|"
    "travis|circleci|buildkite|nagios|icinga|zabbix|monit|logwatch|pagerduty|opsgenie|statuspage|"
    "discourse-|facebook|linkedin-|twitter|pinterest|slack-|asana|trello|basecamp|amazon-mail-relay-type|"
    "google-alert|list-administrivia|failed-recipients|machine-generated|generated-by-system|"
    "notification-(?:type|id|category))"
)
# Fields of programs that send newsletters.
CAMPAIGN_FIELD = re.compile(
    r"x-(?:campaign|mailchimp|mc-unique|newsletter|mailing-?id|mailingid|bulk-?mail|mass-?mail|"
    r"cleverreach|cr-hashedpuid|rapidmail|sendinblue|mailin-campaign|acymailing|phplist|sendy|mailpoet|"
    r"emarsys|eloqua|marketo|klaviyo|job(?:_?id)?\Z|mailer-?campaign|cmail|listunsub|unsubscribe)|"
    r"campaign-?id\Z"
)
# Mailing lists on which people write: their servers, and the fields of RFC 2369 that say where to write to.
LIST_FIELD = re.compile(
    r"(?:x-)?mailing-?list\Z|x-(?:mailman-version|beenthere|google-group-id|ml-(?:name|count|server)|"
    r"mlserver|mail-count|egroups|yahoo-newman-property|listname|list-name|listprocessor|listar|ecartis|"
    r"sympa|smartlist|majordomo|mailinglist|groupsio|topicbox)"
)
LIST_SENDER = re.compile(
    r"owner-|[^@\s]{1,100}-(?:owner|bounces|request|errors|admin|l)(?:\+[^@]{0,200})?@|"
    r"[^@\s]{1,100}@(?:googlegroups|groups|lists|listserv)\."
)

# Programs in which people write. Outlook is none of them: what sends newsletters likes to bear its name.
PERSONAL_PROGRAM = re.compile(
    r"thunderbird|\bmutt\b|\bneomutt|apple mail|i(?:phone|pad) mail|k-9 mail|evolution|kmail|kontact|claws|"
    r"sylpheed|gnus|alpine|\bpine\b|roundcube|squirrelmail|horde|the bat!|seamonkey|icedove|pegasus|eudora"
)

# Who sends without being anybody. Local parts, without what follows a plus.
POSTMASTER = re.compile(r"(?:mailer[-_.]?daemon|post[-_.]?master|mail[-_.]?daemon|mdaemon|mailerdaemon)\Z")
NOBODY = re.compile(
    r"(?:[a-z0-9]+[._-]){0,4}?(?:no|not|non|dont|do[._-]?not|never|ne[._-]?pas|nao|nie|nicht|keine?|"
    r"bitte[._-]?nicht|geen|niet|neod|ingen|ei|please[._-]?do[._-]?not)[._-]?(?:reply|respond|response|"
    r"answer|antwort(?:en)?|repondre|rispondere|risposta|responder?|responda|respuesta|resposta|"
    r"beantwoorden|antwoord|odpowiadaj|odpowiadac|povidat|povidaj|svara?|vastausta|"
    r"repl)(?:[._-][a-z0-9._-]{1,40})?\Z|(?:[a-z0-9]+[._-])?(?:auto[._-]?(?:reply|responder|response|"
    r"mailer|notify|notification|confirm)|notifications?|notify|notifier|alerts?|cron|crond|anacron|"
    r"nagios|icinga|zabbix|jenkins|bugzilla|logwatch|unattended|microsoftexchange[0-9a-f]{20,40})\Z"
)
# Display names of mail servers, for those whose address says nothing.
SERVER_NAME = re.compile(r"(?:e?mail|mailer)[ -]?(?:delivery|daemon)\b|delivery (?:sub)?system\b")
# The same, less surely: believed together with words that say so.
ROLE = re.compile(
    r"(?:[a-z0-9]+[._-]){0,3}?(?:system|service|services|server|admin|administrator|root|info|support|"
    r"help|helpdesk|robot|bot|automail|mailer|monitor|monitoring|noc|jira|confluence|build|ci|scanner|"
    r"printer|copier|news|newsletter|updates?|account|accounts|billing|orders?|shop|store|sales|team|"
    r"security|backup|confirm|confirmation|reminder|reports?|statements?|invoice|noreply|webmaster|hostmaster|"
    r"abuse|customer-?(?:care|service))\Z"
)


def is_reply_field(name: str) -> bool:
    """Whether a field of that name marks an automatic answer."""
    if "auto" not in name or any(part in name for part in NOT_OF_THIS_MAIL):
        return False
    return REPLY_FIELD.match(name) is not None
