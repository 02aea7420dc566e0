/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib/gstdio.h>

#include "core/anj-cert.h"

/* Keys and certificates for tests, made on the spot. Times are µs UTC around TEST_NOW_US. */

#define TEST_NOW_US G_GINT64_CONSTANT (1795305600000000) /* 2026-11-22T00:00:00Z */
#define TEST_DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

typedef struct
{
  EVP_PKEY *key;
  X509 *cert;
} TestIdentity;

static inline void
test_identity_free (TestIdentity *self)
{
  EVP_PKEY_free (self->key);
  X509_free (self->cert);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestIdentity, test_identity_free)

/* @issuer NULL: self-signed; valid for @n_days from ten days before TEST_NOW_US */
static inline TestIdentity *
test_identity_new_for (AnjCertKind kind, const char *name, const TestIdentity *issuer, int n_days)
{
  g_autoptr (GError) error = NULL;
  TestIdentity *self = g_new0 (TestIdentity, 1);
  AnjCertRequest request = { .kind = kind,
                             .common_name = name,
                             .not_before_us = TEST_NOW_US - 10 * TEST_DAY_US,
                             .not_after_us = TEST_NOW_US + (n_days - 10) * TEST_DAY_US };

  self->key = anj_cert_generate_key (&error);
  g_assert_no_error (error);
  self->cert = anj_cert_issue (&request, self->key, issuer != NULL ? issuer->cert : NULL,
                               issuer != NULL ? issuer->key : self->key, &error);
  g_assert_no_error (error);
  return self;
}

static inline TestIdentity *
test_identity_new (AnjCertKind kind, const char *name, const TestIdentity *issuer)
{
  return test_identity_new_for (kind, name, issuer, /* days */ 3650);
}

/* a folder with files in it, for the openssl command */
static inline char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("anj-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static inline void
test_folder_free (char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

typedef char TestFolder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestFolder, test_folder_free)

static inline void
test_folder_put (const char *folder, const char *name, const void *data, gssize n_bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, n_bytes, &error);
  g_assert_no_error (error);
}

static inline void
test_folder_put_bytes (const char *folder, const char *name, GBytes *bytes)
{
  test_folder_put (folder, name, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
}

static inline void
test_folder_put_identity (const char *folder, const char *name, const TestIdentity *identity)
{
  g_autofree char *cert = anj_cert_to_pem (identity->cert);
  g_autofree char *key = anj_cert_key_to_pem (identity->key);
  g_autofree char *cert_name = g_strconcat (name, ".cert.pem", NULL);
  g_autofree char *key_name = g_strconcat (name, ".key.pem", NULL);

  test_folder_put (folder, cert_name, cert, -1);
  test_folder_put (folder, key_name, key, -1);
}

static inline GBytes *
test_folder_get (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize n_bytes;

  g_file_get_contents (path, &data, &n_bytes, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, n_bytes);
}

/* runs "openssl …" in @folder; whether it was content */
static inline gboolean
test_openssl (const char *folder, const char *arguments, char **out_stdout)
{
  g_autofree char *line = g_strconcat ("openssl ", arguments, NULL);
  g_auto (GStrv) argv = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_shell_parse_argv (line, NULL, &argv, &error);
  g_assert_no_error (error);
  g_spawn_sync (folder, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, out_stdout, &err, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s: %s", line, err);
  return status == 0;
}

static inline GBytes *
test_bytes (const char *text)
{
  return g_bytes_new_static (text, strlen (text));
}

/* a copy with one bit of byte @index turned */
static inline GBytes *
test_flip (GBytes *bytes, gsize index, guint8 mask)
{
  gsize n_bytes;
  guint8 *data = g_memdup2 (g_bytes_get_data (bytes, &n_bytes), g_bytes_get_size (bytes));

  data[index] ^= mask;
  return g_bytes_new_take (data, n_bytes);
}
