"""Reports of delivery as the mail servers write them, in our own words."""

HEADERS = """\
From: convention77@portail.example
To: maud@tests.example
Subject: [Convention 77] Une saisine vous attend
Message-ID: {message_id}
Auto-Submitted: auto-generated
"""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@relais.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: retours@portail.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="4XyZ01.1700000000/relais.example"
Message-Id: <20261129010203.4XyZ02@relais.example>

This is a MIME-encapsulated message.

--4XyZ01.1700000000/relais.example
Content-Description: Notification
Content-Type: text/plain; charset=utf-8

The mail system could not hand your message over.

<maud@tests.example>: host mx.tests.example said: {status} no such person here

--4XyZ01.1700000000/relais.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; relais.example
X-Postfix-Queue-ID: 4XyZ01
X-Postfix-Sender: rfc822; retours@portail.example
Arrival-Date: Sun, 29 Nov 2026 01:02:03 +0100 (CET)

Final-Recipient: rfc822; maud@tests.example
Original-Recipient: rfc822;maud@tests.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.tests.example
Diagnostic-Code: smtp; 550 {status} no such person here

--4XyZ01.1700000000/relais.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <retours@portail.example>
{headers}Content-Type: text/plain; charset="utf-8"

Bonjour,

--4XyZ01.1700000000/relais.example--
"""

EXIM = """\
Return-path: <>
Received: from Debian-exim by relais.example with local id 1abcDE-000001-2F
X-Failed-Recipients: maud@tests.example
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@relais.example>
To: retours@portail.example
Content-Type: multipart/report; report-type=delivery-status; boundary=1700000000-eximdsn-42
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abcDE-000001-2F@relais.example>

--1700000000-eximdsn-42
Content-type: text/plain; charset=us-ascii

A message that you sent could not be delivered. This is a permanent error.

  maud@tests.example
    no such person here

--1700000000-eximdsn-42
Content-type: message/delivery-status

Reporting-MTA: dns; relais.example

Action: {action}
Final-Recipient: rfc822;maud@tests.example
Status: {status}
Remote-MTA: dns; mx.tests.example
Diagnostic-Code: smtp; 550 no such person here

--1700000000-eximdsn-42
Content-type: text/rfc822-headers

Return-path: <retours@portail.example>
{headers}
--1700000000-eximdsn-42--
"""

EXCHANGE = """\
From: Microsoft Outlook <postmaster@tests.example>
To: <retours@portail.example>
Date: Sun, 29 Nov 2026 01:02:03 +0000
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="_a1b2c3d4-0000-4000-8000-e5f60718293a_"
X-MS-Exchange-Message-Is-Ndr:
Content-Language: fr-FR
Message-ID: <0a1b2c3d@MAIL01.tests.example>
In-Reply-To: {message_id}
References: {message_id}
Subject: =?utf-8?q?Non_remis_=3A_Une_saisine_vous_attend?=
Auto-Submitted: auto-replied
MIME-Version: 1.0

--_a1b2c3d4-0000-4000-8000-e5f60718293a_
Content-Type: multipart/alternative; differences=Content-Type;
\tboundary="_inner_"

--_inner_
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Votre message n=E2=80=99a pas =C3=A9t=C3=A9 remis.

--_inner_
Content-Type: text/html; charset="utf-8"

<p>Votre message n'a pas &eacute;t&eacute; remis.</p>

--_inner_--

--_a1b2c3d4-0000-4000-8000-e5f60718293a_
Content-Type: message/delivery-status

Reporting-MTA: dns;MAIL01.tests.example
Received-From-MTA: dns;relais.example
Arrival-Date: Sun, 29 Nov 2026 01:02:02 +0000

Original-Recipient: rfc822;maud@tests.example
Final-Recipient: rfc822;maud@tests.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipNotFound; not found
X-Display-Name: maud@tests.example

--_a1b2c3d4-0000-4000-8000-e5f60718293a_
Content-Type: message/rfc822

Received: from relais.example by MAIL01.tests.example
{headers}Return-Path: retours@portail.example
Content-Type: text/plain; charset="utf-8"

Bonjour,

--_a1b2c3d4-0000-4000-8000-e5f60718293a_--
"""

SERVERS = {"postfix": POSTFIX, "exim": EXIM, "exchange": EXCHANGE}


def report(server: str, message_id: str, *, action: str = "failed", status: str = "5.1.1") -> bytes:
    said = {"message_id": message_id, "action": action, "status": status}
    written = SERVERS[server].format(headers=HEADERS.format(message_id=message_id), **said)
    return written.replace("\n", "\r\n").encode()
