/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every other file of a used state directory, damaged: it heals, or the start ends in words that
 * name it and say what to do; and with the file put back all cases are there (decision 0034). */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/agent/anj-agent-error.h"
#include "app/agent/anj-attachment-files.h"
#include "app/agent/anj-attachment-rows.h"
#include "app/agent/anj-enrol.h"
#include "app/agent/anj-hub-cas.h"
#include "app/agent/anj-own-key.h"
#include "app/agent/anj-reserve.h"
#include "app/agent/anj-state-files.h"
#include "app/agent/anj-terminal-private.h"
#include "core/anj-json.h"
#include "terminal-fixture.h"

#define PHOTO "a sealed photo"
#define SEALS (F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL)
#define N_CASES 2

typedef struct
{
  TerminalFixture base;
  char *credentials; /* (owned) (nullable): the store keys come from there */
  char *photo;       /* (owned): its name */
  AnjBootstrap *bootstrap;
  AnjIdentity *identity;
  AnjTerminal *terminal;
} Fixture;

/* --- a terminal in use --- */

static void
put (Fixture *self, const char *name, const char *data, gsize n_bytes)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, n_bytes);
  g_autoptr (GError) error = NULL;

  g_assert_true (anj_state_write (self->base.agent.state_dir, name, bytes, &error));
  g_assert_no_error (error);
}

static void
put_key (Fixture *self, const char *name, const guint8 *key)
{
  guint8 file[40];
  guint8 sum[32];

  anj_sha256 (key, 32, sum);
  memcpy (file, key, 32);
  memcpy (file + 32, sum, 8);
  put (self, name, (const char *) file, sizeof file);
}

static void
put_bootstrap (Fixture *self, X509 *hub_ca)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *hub_pem = anj_cert_to_pem (hub_ca);
  g_autofree char *config_pem = anj_cert_to_pem (self->base.agent.ca);
  g_autofree char *text = NULL;

  json_object_set_string_member (object, "hub", "https://127.0.0.1:1");
  json_object_set_string_member (object, "hub_ca", hub_pem);
  json_object_set_string_member (object, "config_ca", config_pem);
  json_object_set_string_member (object, "region", AGENT_REGION);
  text = anj_json_object_to_text (object);
  put (self, "bootstrap.json", text, strlen (text));
}

/* what `enrol` leaves */
static void
enrol (Fixture *self)
{
  AgentFixture *agent = &self->base.agent;
  const AnjCertRequest request = { .kind = ANJ_CERT_CLIENT,
                                   .common_name = AGENT_TERMINAL,
                                   .organizational_unit = AGENT_REGION,
                                   .serial_number = "0+131072",
                                   .not_before_us = agent->real_us - G_TIME_SPAN_DAY,
                                   .not_after_us = agent->real_us + 1000 * G_TIME_SPAN_DAY };
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_key_from_pem (self->base.identity.key_pem, &error);
  g_autoptr (X509) cert = anj_cert_issue (&request, key, agent->ca, agent->ca_key, &error);
  g_autofree char *pem = anj_cert_to_pem (cert);

  g_assert_no_error (error);
  put_bootstrap (self, agent->ca);
  put (self, "identity/cert.pem", pem, strlen (pem));
  put_key (self, self->credentials != NULL ? "given/store.key" : "store.key", agent->k_seal);
  put_key (self, self->credentials != NULL ? "given/outbox.key" : "outbox.key", agent->k_out);
  g_assert_true (anj_own_key_write (agent->state_dir, self->base.identity.key_pem,
                                    self->credentials != NULL ? ANJ_KEY_SOURCE_CREDENTIAL
                                                              : ANJ_KEY_SOURCE_FILE,
                                    agent->k_out, agent->random, &error));
  g_assert_no_error (error);
}

static void
submit (Fixture *self, GPtrArray *files)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjReservation)
      reservation = anj_terminal_reserve (self->base.terminal, "complaint", &error);
  g_autofree char *text = terminal_fixture_header (&self->base, reservation->id,
                                                   reservation->number, FALSE, 7);
  g_autofree char *named = g_strdup_printf (
      "\"attachments\":[{\"sha256\":\"%s\",\"bytes\":%zu,\"type\":\"image/jpeg\"}]", self->photo,
      strlen (PHOTO));
  g_autoptr (GString) header = g_string_new (text);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) payload = agent_text ("sealed words");

  if (files != NULL)
    g_string_replace (header, "\"attachments\":[]", named, 1);
  bytes = agent_text (header->str);
  g_assert_true (
      anj_terminal_submit (self->base.terminal, reservation, bytes, payload, files, &error));
  g_assert_no_error (error);
}

static void
work (Fixture *self)
{
  g_autoptr (GPtrArray)
      files = g_ptr_array_new_with_free_func ((GDestroyNotify) anj_attachment_file_free);
  int fd = memfd_create ("test", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  g_assert_cmpint (write (fd, PHOTO, strlen (PHOTO)), ==, (gssize) strlen (PHOTO));
  g_assert_cmpint (fcntl (fd, F_ADD_SEALS, SEALS), ==, 0);
  self->photo = anj_sha256_hex ((const guint8 *) PHOTO, strlen (PHOTO));
  g_ptr_array_add (files, anj_attachment_file_new (self->photo, fd));
  terminal_fixture_sync (&self->base);
  anj_terminal_use_reserve (self->base.terminal);
  submit (self, NULL);
  submit (self, files);
  g_clear_pointer (&self->base.terminal, anj_terminal_close);
  put (self, "lock", "", 0);
}

static void
set_up (Fixture *self, gconstpointer user_data)
{
  memset (self, 0, sizeof *self);
  terminal_fixture_init (&self->base);
  if (g_strcmp0 (user_data, "credentials") == 0)
    self->credentials = g_build_filename (self->base.agent.state_dir, "given", NULL);
  enrol (self);
  work (self);
}

static void
stop (Fixture *self)
{
  g_clear_pointer (&self->terminal, anj_terminal_close);
  g_clear_pointer (&self->identity, anj_identity_free);
  g_clear_pointer (&self->bootstrap, anj_bootstrap_free);
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  stop (self);
  terminal_fixture_clear (&self->base);
  g_free (self->credentials);
  g_free (self->photo);
}

/* in a process of its own, which the kernel's lock ends with */
static gboolean
can_lock (const char *state_dir)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    _exit (anj_state_lock (state_dir, NULL) ? 0 : 1);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

/* as `run` does it */
static gboolean
start (Fixture *self, GError **error)
{
  AgentFixture *agent = &self->base.agent;
  const AnjStoreKeysSetup setup = { .state_dir = agent->state_dir,
                                    .credentials_dir = self->credentials,
                                    .is_enrolled = TRUE,
                                    .random = agent->random };
  g_autofree char *lost = NULL;
  g_autoptr (GPtrArray) cas = NULL;

  self->bootstrap = anj_bootstrap_load_state (agent->state_dir, error);
  if (self->bootstrap == NULL)
    return FALSE;
  if (anj_identity_was_begun (agent->state_dir))
    {
      g_assert_true (can_lock (agent->state_dir));
      if (!anj_store_keys_prepare (&setup, &lost, error))
        return FALSE;
    }
  self->identity = anj_identity_load (agent->state_dir, self->credentials, self->bootstrap, error);
  if (self->identity == NULL)
    return FALSE;
  self->terminal = anj_terminal_open (self->identity, self->bootstrap, &agent->clock, agent->random,
                                      error);
  g_assert_no_error (*error);
  g_assert_true (anj_terminal_audit_attachments (self->terminal, error));
  anj_terminal_use_reserve (self->terminal);
  if (lost != NULL)
    anj_terminal_note_new_key (self->terminal, lost);
  cas = anj_terminal_list_hub_cas (self->terminal);
  g_assert_true (anj_terminal_keep_hub_cas (self->terminal, cas, error));
  g_assert_true (anj_terminal_keep_identity (self->terminal, error));
  return TRUE;
}

/* how often @file was noted as damaged */
static guint
count_events (Fixture *self, const char *file)
{
  g_autoptr (GPtrArray) events = anj_damage_list (self->terminal->damage);
  guint n_times = 0;

  for (guint i = 0; i < events->len; i++)
    {
      const AnjDamageEvent *event = events->pdata[i];

      n_times += g_str_equal (event->file, file) ? event->n_times : 0;
    }
  return n_times;
}

static void
check_cases (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      entries = anj_outbox_read (self->terminal->outbox, 0, G_MAXINT, G_MAXSIZE, &error);
  AnjOutboxState state;

  g_assert_no_error (error);
  anj_outbox_get_state (self->terminal->outbox, &state);
  g_assert_cmpuint (entries->len, ==, N_CASES);
  g_assert_cmpuint (state.n_waiting, ==, N_CASES);
  g_assert_cmpuint (state.n_lost + state.n_unsure, ==, 0);
  g_assert_cmpuint (count_events (self, "outbox.db"), ==, 0);
}

/* --- damages --- */

typedef struct
{
  const char *name;
  const char *file;   /* NULL: the photo */
  const char *event;  /* (nullable): of this file; it heals */
  const char *advice; /* (nullable): what the error says; it does not */
} Case;

#define ELSE_RECOVER "recovery office opens outbox.recovery"

static const Case cases[] = {
  { "certificate", "identity/cert.pem", "identity/cert.pem", NULL },
  { "key", "identity/key.pem", "identity/key.pem", NULL },
  { "copy", "identity.copy", NULL, NULL },
  { "hub-cas", "identity/ca.pem", "identity/ca.pem", NULL },
  { "bootstrap", "bootstrap.json", NULL, "have one made: anjunganctl terminal token" },
  { "store-key", "store.key", "cache.db", NULL },
  { "outbox-key", "outbox.key", NULL, ELSE_RECOVER },
  { "attachment", NULL, "attachments", NULL },
  { "lock", "lock", NULL, NULL },
  { "reserve", "reserve", NULL, NULL },
};

static const Case given[] = {
  { "sealed-key", "identity/key.sealed", "identity/key.sealed", NULL },
  { "given-store-key", "given/store.key", NULL, "put it back" },
  { "given-outbox-key", "given/outbox.key", NULL, ELSE_RECOVER },
};

static const char *const damages[] = { "absent", "empty", "half", "zeros", "garbage" };

static void
damage (Fixture *self, const char *how, const char *name, const char *whole, gsize n_bytes)
{
  g_autofree char *path = g_build_filename (self->base.agent.state_dir, name, NULL);
  g_autofree char *zeros = g_malloc0 (n_bytes + 1);

  if (g_str_equal (how, "absent"))
    g_assert_cmpint (g_unlink (path), ==, 0);
  else if (g_str_equal (how, "empty"))
    put (self, name, "", 0);
  else if (g_str_equal (how, "half"))
    put (self, name, whole, n_bytes / 2);
  else if (g_str_equal (how, "zeros"))
    put (self, name, zeros, n_bytes);
  else
    put (self, name, "neither key nor text\xff\n", 22);
}

static void
check_healed (Fixture *self, const Case *damaged, guint n_before)
{
  g_autoptr (GError) error = NULL;

  if (damaged->file == NULL) /* as when the hub says that it is another */
    g_assert_true (anj_terminal_doubt_attachment (self->terminal, self->photo, &error));
  g_assert_no_error (error);
  check_cases (self);
  g_assert_true (anj_hub_cas_is_whole (self->base.agent.state_dir));
  g_assert_true (anj_reserve_is_taken (self->base.agent.state_dir));
  if (damaged->event != NULL)
    g_assert_cmpuint (count_events (self, damaged->event), ==, n_before + 1);
}

static void
check_told (const Case *damaged, const char *how, GError *error)
{
  const char *name = strrchr (damaged->file, '/');

  g_test_message ("%s: %s", how, error->message);
  g_assert_nonnull (strstr (error->message, name != NULL ? name + 1 : damaged->file));
  g_assert_nonnull (strstr (error->message, damaged->advice));
}

/* in the row again, for the next damage */
static guint
put_back (Fixture *self, const Case *damaged, const char *name, const char *whole, gsize n_bytes)
{
  g_autoptr (GError) error = NULL;
  guint n_events;

  put (self, name, whole, n_bytes);
  g_assert_true (start (self, &error));
  g_assert_no_error (error);
  check_cases (self);
  g_assert_true (anj_attachment_rows_set (anj_outbox_get_db (self->terminal->outbox), self->photo,
                                          ANJ_ATTACHMENT_WAITING, &error));
  n_events = damaged->event != NULL ? count_events (self, damaged->event) : 0;
  stop (self);
  return n_events;
}

static void
test_file (Fixture *self, const Case *damaged)
{
  g_autofree char *photo = g_build_filename ("attachments", self->photo, NULL);
  const char *name = damaged->file != NULL ? damaged->file : photo;
  g_autofree char *path = g_build_filename (self->base.agent.state_dir, name, NULL);
  g_autofree char *whole = NULL;
  g_autoptr (GError) unused = NULL;
  gsize n_bytes;
  guint n_events;

  g_assert_true (start (self, &unused)); /* leaves the copies */
  stop (self);
  g_assert_true (g_file_get_contents (path, &whole, &n_bytes, NULL));
  n_events = put_back (self, damaged, name, whole, n_bytes);
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;

      damage (self, damages[i], name, whole, n_bytes);
      if (start (self, &error))
        {
          g_assert_null (damaged->advice);
          check_healed (self, damaged, n_events);
        }
      else
        {
          g_assert_nonnull (error);
          g_assert_nonnull (damaged->advice);
          check_told (damaged, damages[i], error);
        }
      stop (self);
      n_events = put_back (self, damaged, name, whole, n_bytes);
    }
}

static void
test_own (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      test_file (self, &cases[i]);
    }
}

static void
test_given (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (gsize i = 0; i < G_N_ELEMENTS (given); i++)
    {
      g_test_message ("%s", given[i].name);
      test_file (self, &given[i]);
    }
}

/* a key of zeros alone, as credentials have it, opens nothing and seals nothing */
static void
test_zero_key (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char zeros[32];
  g_autoptr (GError) error = NULL;
  g_auto (AnjStoreKeys) keys = { 0 };

  put (self, "outbox.key", zeros, sizeof zeros);
  g_assert_false (start (self, &error));
  g_assert_nonnull (strstr (error->message, "outbox.key"));
  g_clear_error (&error);
  stop (self);
  put (self, "outbox.key", (const char *) self->base.agent.k_out, 32);
  put (self, "store.key", zeros, sizeof zeros);
  g_assert_true (start (self, &error));
  check_cases (self);
  g_assert_true (anj_store_keys_load (self->base.agent.state_dir, NULL, &keys, &error));
  g_assert_false (memcmp (keys.k_seal, zeros, sizeof zeros) == 0);
}

/* who has lost the certificate and enrols again is not led to make a new key over old cases */
static void
test_enrol_over_cases (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *cert = g_build_filename (dir, "identity", "cert.pem", NULL);
  g_autofree char *key = g_build_filename (dir, "outbox.key", NULL);
  g_autofree char *bootstrap = g_build_filename (dir, "bootstrap.json", NULL);
  const AnjStoreKeysSetup setup = { .state_dir = dir, .random = self->base.agent.random };
  const AnjEnrolment enrolment = {
    .bootstrap_path = bootstrap, .keys = &setup, .token = "token", .clock = &self->base.agent.clock
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *lost = NULL;

  g_assert_cmpint (g_unlink (cert), ==, 0);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_false (anj_enrol (&enrolment, &id, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  g_assert_nonnull (strstr (error->message, "identity/cert.pem"));
  g_clear_error (&error);
  g_assert_false (anj_store_keys_prepare (&setup, &lost, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  g_assert_false (anj_state_exists (dir, "outbox.key"));
}

/* both commands of "Another key", as they are typed */
static void
assert_new_key_advice (Fixture *self, const char *words)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *enrol = g_strdup_printf (
      "anjungan-agent enrol --replace " AGENT_TERMINAL
      " --state-dir %s --bootstrap DIR/bootstrap.json --token-file DIR/token",
      dir);
  g_autofree char *keep = g_strconcat ("keep ", dir, NULL);

  g_assert_nonnull (strstr (words, keep));
  g_assert_nonnull (
      strstr (words, "anjunganctl terminal token --replace " AGENT_TERMINAL " --out DIR"));
  g_assert_nonnull (strstr (words, enrol));
}

/* another directory would leave the cases behind */
static void
test_enrol_without_key (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *key = g_build_filename (dir, "identity", "key.pem", NULL);
  g_autofree char *bootstrap = g_build_filename (dir, "bootstrap.json", NULL);
  const AnjStoreKeysSetup setup = { .state_dir = dir, .random = self->base.agent.random };
  const AnjEnrolment enrolment = {
    .bootstrap_path = bootstrap, .keys = &setup, .token = "token", .clock = &self->base.agent.clock
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *id = NULL;

  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_false (anj_enrol (&enrolment, &id, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  assert_new_key_advice (self, error->message);
  g_assert_null (strstr (error->message, "another --state-dir"));
}

/* only the hub can help, or an admin; the words say which */
static void
test_without_copy (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *key = g_build_filename (dir, "identity", "key.pem", NULL);
  g_autofree char *other = NULL;
  g_autoptr (EVP_PKEY) other_key = anj_cert_generate_key (NULL);
  g_autoptr (GError) error = NULL;

  other = anj_cert_key_to_pem (other_key);
  put (self, "identity/key.pem", other, strlen (other));
  g_assert_false (start (self, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_NO_CERTIFICATE);
  g_assert_nonnull (strstr (error->message, "it is for another key; start the agent"));
  g_clear_error (&error);
  stop (self);
  g_assert_cmpint (g_unlink (key), ==, 0);
  g_assert_false (start (self, &error));
  g_assert_error (error, ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_CONFIG);
  assert_new_key_advice (self, error->message);
}

static void
test_while_running (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  static const char *const names[] = { "identity/cert.pem", "identity/key.pem", "identity.copy" };
  const char *dir = self->base.agent.state_dir;
  g_autoptr (GError) error = NULL;

  g_assert_true (start (self, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);

      g_assert_cmpint (g_unlink (path), ==, 0);
    }
  g_assert_true (anj_terminal_keep_identity (self->terminal, &error));
  g_assert_true (anj_terminal_keep_identity (self->terminal, &error));
  g_assert_cmpuint (count_events (self, "identity/cert.pem"), ==, 1);
  g_assert_cmpuint (count_events (self, "identity/key.pem"), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_true (anj_state_exists (dir, names[i]));
  stop (self);
  g_assert_true (start (self, &error));
  check_cases (self);
}

/* in a process of its own, as above */
static void
refuse_replacing (Fixture *self, const char *dir, const char *id, const char *words)
{
  g_autofree char *bootstrap = g_build_filename (self->base.agent.state_dir, "bootstrap.json",
                                                 NULL);
  const AnjStoreKeysSetup setup = { .state_dir = dir,
                                    .is_enrolled = TRUE,
                                    .random = self->base.agent.random };
  const AnjEnrolment enrolment = { .bootstrap_path = bootstrap,
                                   .keys = &setup,
                                   .token = "token",
                                   .replaced = id,
                                   .clock = &self->base.agent.clock };
  g_autofree char *terminal = NULL;
  g_autoptr (GError) error = NULL;
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    {
      g_assert_false (anj_enrol (&enrolment, &terminal, &error));
      g_printerr ("# %s\n", error->message);
      _exit (strstr (error->message, words) != NULL ? 0 : 1);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFEXITED (status) && WEXITSTATUS (status) == 0);
}

/* before the hub is asked, which nobody answers for here */
static void
test_replacing_wants_its_own_cases (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *outbox = g_build_filename (dir, "outbox.db", NULL);
  g_autofree char *cert = g_build_filename (dir, "identity", "cert.pem", NULL);
  g_autofree char *kept = g_build_filename (dir, "kept.pem", NULL);
  g_autofree char *empty = g_dir_make_tmp ("anjungan-empty-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;

  refuse_replacing (self, dir, "t-00000000000b",
                    "are not those of t-00000000000b: by its certificate this is " AGENT_TERMINAL);
  refuse_replacing (self, dir, AGENT_TERMINAL, "https://127.0.0.1:1");
  g_assert_cmpint (g_rename (cert, kept), ==, 0);
  refuse_replacing (self, dir, "t-00000000000b", "are not those of t-00000000000b, or are damaged");
  g_assert_cmpint (g_rename (kept, cert), ==, 0);
  g_assert_true (start (self, &error));
  check_cases (self);
  stop (self);
  g_assert_cmpint (g_unlink (outbox), ==, 0);
  refuse_replacing (self, dir, AGENT_TERMINAL, "holds no terminal's cases");
  refuse_replacing (self, empty, AGENT_TERMINAL, "holds no terminal's cases");
  g_assert_cmpint (g_rmdir (empty), ==, 0);
}

static void
test_bootstrap_copy (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  const char *dir = self->base.agent.state_dir;
  g_autofree char *path = g_build_filename (dir, "given.json", NULL);
  g_autofree char *kept = g_build_filename (dir, "bootstrap.json", NULL);
  g_autofree char *text = NULL;
  g_autoptr (AnjBootstrap) first = NULL;
  g_autoptr (AnjBootstrap) second = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (kept, &text, NULL, NULL));
  put (self, "given.json", text, strlen (text));
  put (self, "bootstrap.json", "rot", 3);
  g_assert_true (anj_bootstrap_keep (path, dir, &error));
  put (self, "given.json", "rot", 3);
  g_assert_true (anj_bootstrap_keep (path, dir, &error));
  first = anj_bootstrap_load_or_kept (path, dir, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (first->region, ==, AGENT_REGION);
  put (self, "bootstrap.json", "rot", 3);
  second = anj_bootstrap_load_or_kept (path, dir, &error);
  g_assert_null (second);
  g_assert_nonnull (strstr (error->message, "given.json"));
}

/* the hub has moved to another CA since, which the bootstrap file does not know */
static void
test_lost_new_ca (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EVP_PKEY) key = anj_cert_generate_key (&error);
  g_autoptr (X509) old_ca = agent_fixture_issue (&self->base.agent, ANJ_CERT_CA, "old", key);

  put_bootstrap (self, old_ca);
  g_assert_true (start (self, &error));
  stop (self);
  put (self, "identity/ca.pem", "", 0);
  g_assert_false (start (self, &error));
  g_assert_nonnull (strstr (error->message, "identity/ca.pem"));
  g_assert_nonnull (strstr (error->message, "anjunganctl terminal token"));
}

static gboolean
is_locked_without_ledger (Fixture *self)
{
  g_autofree char *ledger = g_build_filename (self->base.agent.state_dir, "ledger.db", NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_locked;

  stop (self);
  g_assert_cmpint (g_unlink (ledger), ==, 0);
  g_assert_true (start (self, &error));
  is_locked = !anj_terminal_require_open (self->terminal, &error);
  g_assert_cmpstr (error != NULL ? error->message : NULL, ==, is_locked ? "locked" : NULL);
  return is_locked;
}

static void
test_lock (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (start (self, &error));
  g_assert_true (anj_terminal_set_locked (self->terminal, "c-1", TRUE, &error));
  g_assert_true (is_locked_without_ledger (self));
  g_assert_true (anj_terminal_set_locked (self->terminal, "c-2", FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (is_locked_without_ledger (self));
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  /* what an fsync does is not the point here */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  /* each damage is one */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);

  ADD ("/files/each-heals-or-says-what-to-do-and-loses-no-case", NULL, test_own);
  ADD ("/files/with-credentials-too", "credentials", test_given);
  ADD ("/files/a-key-of-zeros-is-none", NULL, test_zero_key);
  ADD ("/files/enrolling-again-never-makes-a-key-over-old-cases", NULL, test_enrol_over_cases);
  ADD ("/files/enrolling-without-the-key-says-how-the-cases-go-on", NULL, test_enrol_without_key);
  ADD ("/files/without-its-copy-the-hub-or-an-admin-helps", NULL, test_without_copy);
  ADD ("/files/identity-is-put-back-while-the-agent-runs", NULL, test_while_running);
  ADD ("/files/another-key-wants-the-terminals-own-cases", NULL,
       test_replacing_wants_its_own_cases);
  ADD ("/files/a-damaged-bootstrap-file-has-a-copy", NULL, test_bootstrap_copy);
  ADD ("/files/a-lost-list-of-cas-is-not-taken-for-another-hub", NULL, test_lost_new_ca);
  ADD ("/files/a-lock-outlives-the-ledger", NULL, test_lock);
  return g_test_run ();
}
