/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/anj-envelope.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

/* What the agent's tests share: a state directory, a clock that is set, keys, a hub's pen. */

#define AGENT_TERMINAL "t-0123456789ab"
#define AGENT_REGION "35.09.01.2001"

typedef struct
{
  char *state_dir;
  gint64 real_us;
  gint64 monotonic_us;
  AnjClock clock;
  const AnjRandom *random;
  guint8 k_seal[32];
  guint8 k_out[32];
  EVP_PKEY *ca_key;
  X509 *ca;
  EVP_PKEY *signer_key;
  X509 *signer;
} AgentFixture;

void agent_fixture_init (AgentFixture *self);
void agent_fixture_clear (AgentFixture *self); /* removes the directory too */

/* a certificate of @self's CA, or of @other_ca's key under the same name */
X509 *agent_fixture_issue (AgentFixture *self, AnjCertKind kind, const char *name, EVP_PKEY *key);

/* a good header; @index draws its ticket number */
GBytes *agent_header_new (AgentFixture *self, guint32 index, gboolean anonymous);
GBytes *agent_text (const char *text);

/* (transfer full) (element-type JsonObject): "intake", "sensitive" and "recovery" as a
 * configuration names them */
GPtrArray *agent_recipients_new (AgentFixture *self);

/* a receipt as the hub would sign it; (transfer full) DER */
GBytes *agent_receipt_sign (AgentFixture *self, const AnjReceipt *receipt);

/* flips one bit of the first row of @sql's blob, e.g. "entry", "payload" */
void agent_flip_blob (AgentFixture *self, const char *file, const char *table, const char *column);

/* makes of outbox.db, which nobody has open, one as the version before left it that sealed
 * payloads: in clear, and headers in their own length; payloads must begin as DER does */
void agent_age_outbox (AgentFixture *self);

G_END_DECLS
