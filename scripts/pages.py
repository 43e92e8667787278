"""The texts of the generated pages, with places for what the code says, for `scripts/reference`."""

SETTINGS = """\
# Settings

What the operator of a machine sets, as environment variables. Each has a default, so that nothing has to be set to
try Postroom. `postroom check` shows the same list with the values that are in force, and says what works.

Sites, mailboxes, outgoing mail and templates are not settings: see [configuration](configuration.md).

| Variable | Default | Meaning |
|---|---|---|
{rows}

Switches take `yes` or `no`; lists are separated by blanks or commas. `POSTROOM_LEASE`, `POSTROOM_JIRA_TIMEOUT` and
`POSTROOM_LOOK_WINDOW` have to be the same on every machine that works on one database. What the last three are for:
[the journal](../explanation/journal.md).

Proxies and certificate authorities for the connection to Jira are taken from the variables that most programs know:
`HTTPS_PROXY`, `NO_PROXY`, `SSL_CERT_FILE`, `SSL_CERT_DIR`.
"""

COMMANDS = """\
# Commands

One command does everything: `postroom` (in a checkout `.venv/bin/postroom`). Every command tells what it takes with
`--help`.

Exit status: 0 good, 1 something is wrong and was said, 2 wrong usage. Messages about what is wrong go to standard
error.

All but `demo` need the same [settings](settings.md) as the running Postroom, `POSTROOM_DATA` or `DATABASE_URL` above
all. With the embedded database they work while Postroom runs, and also while it is stopped: the database is then
started for the time of the command.

{sections}
"""

CONFIGURATION = """\
# Configuration

Sites, profiles, sources, outbounds, template sets, mappings, schedules and addresses are one YAML document.
`postroom config export` prints what is configured, `postroom config check FILE` says what is wrong with a document, by
line, and `postroom config apply FILE` makes it so, in one transaction. Applied again it changes nothing. What a
document does not name is left alone, or with `--prune` removed, unless something hangs on it: a source its mails, a
profile the ledger of its mail, a site its events, an outbound mails that wait to be sent, a mapping notices whose
mails are not made yet. Names are the identity: an object with a new name is a new object.

```yaml
sites:
  - name: Example
    url: https://example.atlassian.net
    email: postroom@example.com
    token: {{env: JIRA_TOKEN}}
profiles:
  - name: Support
    site: Example
    project: SUP
    address: support@example.com
sources:
  - name: Support mailbox
    profile: Support
    type: imap
    host: imap.example.com
    user: support@example.com
    password: {{env: MAIL_PASSWORD}}
outbounds:
  - name: Office
    host: smtp.example.com
    user: support@example.com
    password: {{env: MAIL_PASSWORD}}
    sender_address: support@example.com
    sender_name: Example Support
template_sets:
  - name: Ours
    base: customer
    parts:
      notice.subject: "[{{{{ issue.key }}}}] {{{{ issue.summary }}}}"
      notice.html: {{file: templates/notice.html}}
mappings:
  - name: Customers
    site: Example
    profile: Support
    outbound: Office
    projects: [SUP]
    events: [created, commented, "updated: Priority"]
    audience: [reporter, mail participants, "group: support-leads"]
    template_set: Ours
schedules:
  - name: Waiting too long
    site: Example
    outbound: Office
    days: [monday]
    at: 08:00
    zone: Europe/Vienna
    jql: project = SUP and status = Waiting and updated <= -5d
    audience: [assignee]
addresses:
  - {{address: ada@example.com, site: Example, account: "5b10ac8d82e05b22cc7d4ef5"}}
```

{sections}

## Events of a mapping

| Event | Is told when |
|---|---|
{events}

## Audience of a mapping

Whoever several entries name gets one mail. Who may not see the issue or the comment gets none, and neither does who is
excluded, set aside, or did it themselves.

| Entry | Because |
|---|---|
{audience}

## Parts of a template set

A part is text (after `|`, in lines of its own) or `{{file: PATH}}`, relative to the document and read by the command
line when the document is applied. Parts replace those of the base; `postroom template show modern` lists these, and
`postroom template show modern notice.html` prints one to start from. Every part is checked before anything is changed.

## Secrets

{secrets}
never stand in the document. They are named by reference, looked up by the command line alone when the document is
applied, and stored encrypted:

| Written as | Taken from |
|---|---|
| `{{env: NAME}}` | the environment variable NAME of the command |
| `{{file: /path}}` | a file, its last line end cut off |
| `{{stdin: true}}` | asked for at a terminal; else the next line of standard input |
| `{{stored: name}}` | what is stored already for the object of this name; this is what `export` writes |

A stored secret is wanted again when it would go somewhere else, that is with another value of one of these keys:

{places}

The password of a source or an outbound is also wanted again when it would travel with less protection: a step down in
`security`, a check switched off, another `ca_file`.

`webhook_secret` may be left out: `postroom site webhook` makes one, and a document that does not name it leaves it as
it is, unless the site moves. A refresh token is often renewed by its provider: once it is stored, write
`{{stored: name}}`, since the first one given again would take the place of the renewed one.

## Presets

A `preset` fills in `host`, `port` and `security` of a mailbox (IMAP, POP3) or an outbound (SMTP).

| Preset | Provider | IMAP | POP3 | SMTP | What its login wants |
|---|---|---|---|---|---|
{presets}
"""
