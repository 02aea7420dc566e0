/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/anj-cert.h"
#include "core/anj-envelope.h"
#include "core/anj-sources.h"

G_BEGIN_DECLS

#define FAKE_NIK "3509014101800001"
#define FAKE_KK "3509010101100001"
#define FAKE_REGION "35.09.01.2001"
#define FAKE_NOW_US G_GINT64_CONSTANT (1795305600000000) /* 2026-11-22T00:00:00Z */

typedef struct
{
  EVP_PKEY *key;
  X509 *cert;
} FakeRecipient;

/* An agent for the session's tests: a real server on a real socket in the same main context, whose
 * answers are members that a test sets. It knows one household. */
typedef struct
{
  char *folder;
  char *socket_path;
  GDBusServer *server;
  GPtrArray *services; /* (element-type GDBusInterfaceSkeleton): one a connection, in their order */
  guint64 random_state;
  AnjRandom random;
  AnjClock clock;
  FakeRecipient intake, sensitive, recovery;

  /* how it answers */
  gboolean has_cache;       /* else Config has no salt */
  gboolean has_intake;      /* else the configuration lacks that recipient */
  gboolean tampers;         /* one bit of each record and each answer flips */
  const char *open_error;   /* (nullable): "NAME MESSAGE…", once for each n_open_errors */
  guint n_open_errors;      /* how many calls fail before the next succeeds */
  const char *submit_error; /* (nullable): the same */
  guint n_submit_errors;
  const char *ticket_error; /* (nullable): always */
  const char *ticket_state; /* (nullable): JSON instead of an answered case's */
  const char *device_error; /* (nullable): always */
  int device_fd;            /* what OpenDevice gives a copy of */
  guint n_status;           /* goes into the status document */
  gboolean changes_early;   /* says that its status changed while it is asked for Config */

  /* what it was asked */
  const char *viewer; /* (nullable): who looks, for Open */
  guint n_config, n_painted, n_open, n_reserve, n_submit, n_device;
  guint device_service;  /* index in services of the connection that asked for a device last */
  guint reserve_service; /* index in services of the connection that reserved last */
  char *reserved_kind;
  GBytes *header; /* of the last Submit, also of one that failed */
  GBytes *payload;
  GPtrArray *attachments; /* (element-type GBytes): of the last Submit, in the header's order */
  char *first_header;     /* of the first Submit */
} FakeAgent;

FakeAgent *fake_agent_new (void);
void fake_agent_free (FakeAgent *self);
/* sends the signal to every session */
void fake_agent_emit_config_changed (FakeAgent *self);
void fake_agent_emit_status_changed (FakeAgent *self);
/* closes all connections, as an agent that ends does */
void fake_agent_hang_up (FakeAgent *self);

G_END_DECLS
