/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <curl/curl.h>

#include "core/anj-sources.h"

G_BEGIN_DECLS

/**
 * AnjHttpTls:
 *
 * Whom a client trusts and who it is. Outlives every connection made with it.
 */
typedef struct
{
  char *ca_pem;           /* (owned) (nullable): the only roots; NULL trusts nobody */
  char *cert_pem;         /* (owned) (nullable) */
  char *key_pem;          /* (owned) (nullable): wiped */
  const AnjClock *clock;  /* (unowned): outlives the client */
  gint64 floor_us;        /* 0: none; the clock is all there is */
  gboolean is_clock_sure; /* it is right */
} AnjHttpTls;

void anj_http_tls_clear (AnjHttpTls *self);

/* TLS 1.3, the pinned roots, our certificate, our notion of time */
gboolean anj_http_tls_apply (AnjHttpTls *self, CURL *easy);

G_END_DECLS
