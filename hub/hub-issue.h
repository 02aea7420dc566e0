/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "hub/hub-app.h"
#include "hub/hub-request.h"

G_BEGIN_DECLS

/* Terminals' certificates as the hub's CA makes and hands them out; enrolment and renewal share
 * it. */

/* a terminal takes a certificate that began a little in the future of its own clock */
#define HUB_ISSUE_BACKDATE_US G_TIME_SPAN_HOUR

/**
 * hub_issue_terminal:
 * @slice_size: with @slice_first: the terminal's ticket numbers
 *
 * Returns: (transfer full): a certificate for %HUB_CERT_DAYS from now; kept nowhere yet
 */
X509 *hub_issue_terminal (HubApp *app,
                          const char *id,
                          const char *region,
                          guint32 slice_first,
                          guint32 slice_size,
                          EVP_PKEY *key,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* 200 with @cert, as EST has it (RFC 7030 § 4.2.3), followed by what leads to the CAs before */
void hub_issue_reply (HubApp *app, HubRequest *request, X509 *cert);

/* (transfer full): the body of an EST request, base64; what is no base64 is left out */
GBytes *hub_issue_read_body (const HubRequest *request);

G_END_DECLS
