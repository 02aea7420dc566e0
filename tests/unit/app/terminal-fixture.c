/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "terminal-fixture.h"

#include <string.h>

#include "app/agent/anj-state-files.h"
#include "app/agent/anj-sync-page.h"
#include "core/anj-hex.h"
#include "core/anj-secret.h"
#include "core/anj-time.h"
#include "kiosk-config/anj-config.h"

#define PAYLOAD_BYTES 100
#define DER_SEQUENCE 0x30
#define PAGE "{\"cursor\":\"c1\",\"more\":false,\"data_date\":\"2026-10-15\"}\n"

void
terminal_fixture_init (TerminalFixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (GBytes) ca = NULL;

  memset (self, 0, sizeof *self);
  agent_fixture_init (&self->agent);
  key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  self->identity.state_dir = g_strdup (self->agent.state_dir);
  self->identity.terminal = g_strdup (AGENT_TERMINAL);
  self->identity.region = g_strdup (AGENT_REGION);
  self->identity.cert = agent_fixture_issue (&self->agent, ANJ_CERT_CLIENT, AGENT_TERMINAL, key);
  self->identity.key_pem = anj_cert_key_to_pem (key);
  self->identity.slice_size = 131072;
  memcpy (self->identity.k_seal, self->agent.k_seal, sizeof self->identity.k_seal);
  memcpy (self->identity.k_out, self->agent.k_out, sizeof self->identity.k_out);
  self->bootstrap.hub = g_strdup ("https://127.0.0.1:1");
  self->bootstrap.hub_ca_pem = anj_cert_to_pem (self->agent.ca);
  self->bootstrap.hub_ca = self->agent.ca;
  self->bootstrap.config_ca = self->agent.ca;
  self->bootstrap.region = g_strdup (AGENT_REGION);
  ca = agent_text (self->bootstrap.hub_ca_pem);
  g_assert_true (anj_state_write (self->agent.state_dir, "identity/ca.pem", ca, &error));
  terminal_fixture_restart (self);
}

void
terminal_fixture_clear (TerminalFixture *self)
{
  g_clear_pointer (&self->terminal, anj_terminal_close);
  g_free (self->identity.state_dir);
  g_free (self->identity.terminal);
  g_free (self->identity.region);
  anj_secret_string_free (self->identity.key_pem);
  g_free (self->identity.cert_pem);
  X509_free (self->identity.cert);
  g_free (self->bootstrap.hub);
  g_free (self->bootstrap.hub_ca_pem);
  g_free (self->bootstrap.region);
  agent_fixture_clear (&self->agent);
}

void
terminal_fixture_restart (TerminalFixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->terminal, anj_terminal_close);
  self->terminal = anj_terminal_open (&self->identity, &self->bootstrap, &self->agent.clock,
                                      self->agent.random, &error);
  g_assert_no_error (error);
}

static void
configure (TerminalFixture *self)
{
  g_autoptr (GPtrArray) recipients = agent_recipients_new (&self->agent);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) source = NULL;
  g_autoptr (GBytes) der = NULL;
  AnjConfigOffer offer = { .epoch = 1, .version = 1 };
  gboolean changed = FALSE;

  source = anj_config_default (recipients, 1, 1, self->agent.real_us, &error);
  g_assert_no_error (error);
  der = anj_config_sign (source, self->agent.signer, self->agent.signer_key, /* chain */ NULL,
                         &error);
  g_assert_no_error (error);
  offer.bundle = der;
  g_assert_true (anj_terminal_apply_config (self->terminal, &offer, &changed, &error));
  g_assert_true (anj_terminal_keep_config (self->terminal, &error));
  g_assert_no_error (error);
}

void
terminal_fixture_sync (TerminalFixture *self)
{
  static const AnjLookupCost cost = ANJ_LOOKUP_COST_DEFAULT;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjTerminalHealth) health = NULL;
  g_autoptr (GBytes) lines = agent_text (PAGE);
  g_autoptr (AnjCacheStore) store = NULL;
  g_autoptr (AnjCacheGeneration) generation = NULL;
  g_autoptr (AnjCachePage) page = NULL;
  gboolean more = FALSE;

  configure (self);
  health = anj_terminal_examine (self->terminal, &error);
  g_assert_no_error (error);
  store = anj_cache_store_open (self->agent.state_dir, self->agent.k_seal, &error);
  g_assert_no_error (error);
  generation = anj_cache_store_begin (store, health->cost.n != 0 ? &health->cost : &cost,
                                      self->agent.random, &error);
  page = anj_sync_page_seal (lines, AGENT_REGION, generation, self->agent.k_seal, 1,
                             self->agent.random, &more, &error);
  g_assert_no_error (error);
  g_assert_true (anj_cache_store_write (store, generation->id, page, &error));
}

char *
terminal_fixture_header (TerminalFixture *self,
                         const char *id,
                         const char *number,
                         gboolean anonymous,
                         guint8 follow_byte)
{
  g_autoptr (AnjHeader) header = anj_header_new ();
  g_autoptr (GBytes) bytes = NULL;
  const char *fingerprint = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  guint8 follow[ANJ_FOLLOW_BYTES];
  guint8 hash[32];

  memset (follow, follow_byte, sizeof follow);
  anj_sha256 (follow, sizeof follow, hash);
  header->id = g_strdup (id);
  header->region = g_strdup (AGENT_REGION);
  header->number = g_strdup (number);
  header->kind = g_strdup ("complaint");
  header->category = g_strdup ("tidak-cair");
  header->anonymous = anonymous;
  header->submitted = anj_time_format (self->agent.real_us);
  if (anonymous)
    header->submitted[strlen ("2026-10-15")] = '\0';
  header->follow_hash = anj_hex_encode (hash, sizeof hash);
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("intake", fingerprint));
  g_ptr_array_add (header->recipients, anj_recipient_name_new ("recovery", fingerprint));
  bytes = anj_header_to_bytes (header);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

gboolean
terminal_fixture_submit (TerminalFixture *self,
                         const AnjReservation *reservation,
                         guint8 follow_byte,
                         gsize n_bytes,
                         GError **error)
{
  g_autofree char *text = terminal_fixture_header (self, reservation->id, reservation->number,
                                                   reservation->anonymous, follow_byte);
  g_autoptr (GBytes) header = agent_text (text);
  guint8 *data = g_malloc0 (n_bytes);
  g_autoptr (GBytes) payload = g_bytes_new_take (data, n_bytes);

  data[0] = DER_SEQUENCE;
  return anj_terminal_submit (self->terminal, reservation, header, payload, NULL, error);
}

AnjReservation *
terminal_fixture_send (TerminalFixture *self, const char *kind, guint8 follow_byte)
{
  g_autoptr (GError) error = NULL;
  AnjReservation *reservation = anj_terminal_reserve (self->terminal, kind, &error);

  g_assert_no_error (error);
  g_assert_true (terminal_fixture_submit (self, reservation, follow_byte, PAYLOAD_BYTES, &error));
  g_assert_no_error (error);
  return reservation;
}

void
terminal_fixture_reserve (TerminalFixture *self, GHashTable *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (AnjReservation)
          reservation = anj_terminal_reserve (self->terminal, "complaint", &error);

      g_assert_no_error (error);
      g_assert_true (g_hash_table_add (numbers, g_strdup (reservation->number)));
    }
}
