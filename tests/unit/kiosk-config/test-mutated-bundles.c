/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A signed configuration in a forger's hands. Accepted means that anj_config_open() gives a
 * document that no signer signed. What is more: a bundle has one writing, with two exceptions that
 * have tests of their own and bring no other document. ECDSA lets (r, n - s) sign what (r, s)
 * signs; and certificates, which lead to older roots, may be added to a bundle or left out.
 *
 * ANJ_TEST_BUDGET=large: more than a hundred thousand.
 */

#include <openssl/cms.h>
#include <openssl/ecdsa.h>
#include <string.h>

#include "core/anj-error.h"
#include "core/anj-json.h"
#include "kiosk-config/anj-config.h"
#include "tests/fuzz/der-tree.h"
#include "tests/unit/core/test-pki.h"

#define N_MUTATIONS_SMALL 3000
#define N_MUTATIONS_LARGE 90000
#define END (-1)

/* places in ContentInfo { type, [0] SignedData { version, digests, content { type, [0] { octets }
 * }, [0] certificates, signers { SignerInfo { version, name, digest, ([0] attributes), algorithm,
 * signature } } } } */
#define SIGNED_DATA 1, 0
#define DIGESTS SIGNED_DATA, 1
#define CONTENT SIGNED_DATA, 2, 1, 0
#define CERTIFICATES SIGNED_DATA, 3
#define SIGNERS SIGNED_DATA, -2
#define SIGNER SIGNERS, 0
#define SIGNATURE SIGNER, -2

typedef enum {
  BUNDLE_OURS,       /* as anjunganctl signs */
  BUNDLE_ATTRIBUTES, /* as `openssl cms -sign` does */
  BUNDLE_OLDER,      /* another version by the same signer */
  BUNDLE_CHAINED,    /* by a new root's signer, with what leads to the old root */
  N_BUNDLES,
} Bundle;

typedef struct
{
  TestIdentity *ca;
  TestIdentity *signer;
  TestIdentity *new_ca;
  TestIdentity *new_signer;
  AnjConfigTrust *trust;   /* in @ca */
  TestIdentity *forger_ca; /* of the same name */
  TestIdentity *forger;    /* likewise */
  GBytes *source;
  GBytes *older;
  GBytes *other_source; /* what the forger wants */
  GBytes *bundles[N_BUNDLES];
  guint n_refused;
  guint n_rewritten; /* accepted, and the document is the signed one */
} Fixture;

static gboolean
is_large (void)
{
  return g_strcmp0 (g_getenv ("ANJ_TEST_BUDGET"), "large") == 0;
}

static JsonObject *
recipient_new (const char *role)
{
  g_autoptr (TestIdentity) identity = test_identity_new (ANJ_CERT_RECIPIENT, role, NULL);
  g_autofree char *pem = anj_cert_to_pem (identity->cert);
  JsonObject *recipient = json_object_new ();
  JsonObject *title = json_object_new ();

  json_object_set_string_member (title, "id", role);
  json_object_set_string_member (recipient, "role", role);
  json_object_set_object_member (recipient, "title", title);
  json_object_set_string_member (recipient, "certificate", pem);
  return recipient;
}

static GBytes *
make_source (guint64 version)
{
  g_autoptr (GPtrArray)
      recipients = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GError) error = NULL;
  GBytes *source;

  g_ptr_array_add (recipients, recipient_new ("intake"));
  g_ptr_array_add (recipients, recipient_new ("sensitive"));
  g_ptr_array_add (recipients, recipient_new ("recovery"));
  source = anj_config_default (recipients, 1, version, TEST_NOW_US, &error);
  g_assert_no_error (error);
  return source;
}

/* @flags: as `openssl cms` would have them */
static GBytes *
sign (GBytes *content, const TestIdentity *signer, guint flags)
{
  BIO *in = BIO_new_mem_buf (g_bytes_get_data (content, NULL), (int) g_bytes_get_size (content));
  CMS_ContentInfo *cms = CMS_sign (signer->cert, signer->key, NULL, in, flags | CMS_BINARY);
  guint8 *der = NULL;
  int n_bytes = i2d_CMS_ContentInfo (cms, &der);
  GBytes *bytes;

  g_assert_cmpint (n_bytes, >, 0);
  bytes = g_bytes_new (der, (gsize) n_bytes);
  OPENSSL_free (der);
  CMS_ContentInfo_free (cms);
  BIO_free (in);
  return bytes;
}

static GBytes *
sign_config (GBytes *source, const TestIdentity *signer, GPtrArray *chain)
{
  g_autoptr (GError) error = NULL;
  GBytes *bundle = anj_config_sign (source, signer->cert, signer->key, chain, &error);

  g_assert_no_error (error);
  return bundle;
}

/* a new root vouches for its signer, the old root for the new one */
static GBytes *
sign_chained (Fixture *self)
{
  AnjCertRequest request = { .kind = ANJ_CERT_CA,
                             .common_name = "Configuration CA",
                             .not_before_us = TEST_NOW_US - 10 * TEST_DAY_US,
                             .not_after_us = TEST_NOW_US + 3000 * TEST_DAY_US };
  g_autoptr (GError) error = NULL;
  g_autoptr (X509) cross = NULL;
  g_autoptr (GPtrArray) chain = g_ptr_array_new ();

  self->new_ca = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
  self->new_signer = test_identity_new (ANJ_CERT_SIGNER, "New signer", self->new_ca);
  cross = anj_cert_issue (&request, self->new_ca->key, self->ca->cert, self->ca->key, &error);
  g_assert_no_error (error);
  g_ptr_array_add (chain, cross);
  g_ptr_array_add (chain, self->ca->cert);
  return sign_config (self->source, self->new_signer, chain);
}

static void
set_up (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  self->ca = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
  self->signer = test_identity_new (ANJ_CERT_SIGNER, "Signer", self->ca);
  self->forger_ca = test_identity_new (ANJ_CERT_CA, "Configuration CA", NULL);
  self->forger = test_identity_new (ANJ_CERT_SIGNER, "Signer", self->forger_ca);
  self->older = make_source (1);
  self->source = make_source (2);
  self->other_source = make_source (3);
  self->trust = anj_config_trust_new (self->ca->cert);
  self->bundles[BUNDLE_OURS] = sign_config (self->source, self->signer, NULL);
  self->bundles[BUNDLE_ATTRIBUTES] = sign (self->source, self->signer, 0);
  self->bundles[BUNDLE_OLDER] = sign_config (self->older, self->signer, NULL);
  self->bundles[BUNDLE_CHAINED] = sign_chained (self);
  for (int i = 0; i < N_BUNDLES; i++)
    {
      g_autoptr (AnjConfig) config = anj_config_open (self->bundles[i], self->trust, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (anj_config_version (config), ==, i == BUNDLE_OLDER ? 1 : 2);
    }
}

static void
tear_down (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_test_message ("%u mutated bundles refused, %u rewritten, none accepted", self->n_refused,
                  self->n_rewritten);
  test_identity_free (self->ca);
  test_identity_free (self->signer);
  test_identity_free (self->new_ca);
  test_identity_free (self->new_signer);
  test_identity_free (self->forger_ca);
  test_identity_free (self->forger);
  anj_config_trust_unref (self->trust);
  g_bytes_unref (self->source);
  g_bytes_unref (self->older);
  g_bytes_unref (self->other_source);
  for (int i = 0; i < N_BUNDLES; i++)
    g_bytes_unref (self->bundles[i]);
}

/* keeps what should not have passed */
static void
write_down (GBytes *bytes)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "accepted-bundle", NULL);

  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       NULL);
  g_test_message ("it is in %s", path);
}

/* the document is the one that was signed, or there is none */
static void
assert_not_accepted (Fixture *self, GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnjConfig) config = NULL;
  g_autoptr (GBytes) content = NULL;

  for (int i = 0; i < N_BUNDLES; i++)
    if (g_bytes_equal (bytes, self->bundles[i]))
      return; /* the change undid itself */
  config = anj_config_open (bytes, self->trust, &error);
  if (config == NULL)
    {
      g_assert_true (g_error_matches (error, ANJ_ERROR, ANJ_ERROR_INVALID) ||
                     g_error_matches (error, ANJ_ERROR, ANJ_ERROR_TAMPERED));
      g_assert_cmpstr (error->message, !=, "");
      self->n_refused++;
      return;
    }
  content = anj_cms_verify_under (bytes, anj_config_trust_get_roots (self->trust), NULL, NULL,
                                  &error);
  g_assert_no_error (error);
  if (!g_bytes_equal (content, self->source) && !g_bytes_equal (content, self->older))
    write_down (bytes);
  g_assert_true (g_bytes_equal (content, self->source) || g_bytes_equal (content, self->older));
  self->n_rewritten++;
}

static void
assert_refused (Fixture *self, GBytes *bytes)
{
  guint n_before = self->n_rewritten;

  assert_not_accepted (self, bytes);
  if (self->n_rewritten > n_before)
    write_down (bytes);
  g_assert_cmpuint (self->n_rewritten, ==, n_before);
}

static void
assert_tree_refused (Fixture *self, const DerNode *tree)
{
  g_autoptr (GBytes) bytes = der_node_to_bytes (tree);

  assert_refused (self, bytes);
}

static void
assert_tree_not_accepted (Fixture *self, const DerNode *tree)
{
  g_autoptr (GBytes) bytes = der_node_to_bytes (tree);

  assert_not_accepted (self, bytes);
}

static DerNode *
parse_bytes (GBytes *bytes)
{
  DerNode *tree = der_node_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_assert_nonnull (tree);
  return tree;
}

static DerNode *
parse (Fixture *self, Bundle which)
{
  return parse_bytes (self->bundles[which]);
}

static void
add (DerNode *parent, const DerNode *child)
{
  g_assert_nonnull (parent);
  g_assert_nonnull (child);
  g_ptr_array_add (parent->children, der_node_copy (child));
}

static void
set_bytes (DerNode *leaf, const void *data, gsize n_bytes)
{
  g_assert_nonnull (leaf);
  g_byte_array_set_size (leaf->bytes, 0);
  g_byte_array_append (leaf->bytes, data, (guint) n_bytes);
}

static void
test_flipped_bits (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int i = 0; i < N_BUNDLES; i++)
    {
      const char *all = g_bytes_get_data (self->bundles[i], NULL);
      gsize n_bytes = g_bytes_get_size (self->bundles[i]);
      gsize content = (gsize) (strchr (all + 40, '{') - all);
      gsize content_end = content + g_bytes_get_size (self->source);

      for (gsize at = 0; at < n_bytes; at++)
        {
          gboolean is_content = at >= content && at < content_end;

          /* all of a hash is covered alike: a few of the content's bytes stand for all */
          for (int bit = 0; bit < 8 && (!is_content || at % (is_large () ? 97 : 4999) == 0); bit++)
            if (is_large () || bit == (int) (at % 8))
              {
                g_autoptr (GBytes) flipped = test_flip (self->bundles[i], at, (guint8) (1 << bit));

                assert_refused (self, flipped);
              }
        }
    }
}

static void
test_other_ends (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  GBytes *bundle = self->bundles[BUNDLE_OURS];
  gsize n_bytes = g_bytes_get_size (bundle);
  static const char *const tails[] = { "\0", "\0\0", "\n", "\x05", "\x30" };

  for (gsize cut = 1; cut < n_bytes; cut += cut < 1500 ? 7 : 997)
    {
      g_autoptr (GBytes) head = g_bytes_new_from_bytes (bundle, 0, n_bytes - cut);
      g_autoptr (GBytes) tail = g_bytes_new_from_bytes (bundle, cut, n_bytes - cut);

      assert_refused (self, head);
      assert_refused (self, tail);
    }
  for (gsize i = 0; i < 2 * G_N_ELEMENTS (tails) + 1; i++)
    {
      GByteArray *longer = g_byte_array_new ();
      const guint8 *tail = (const guint8 *) tails[i / 2 % G_N_ELEMENTS (tails)];
      g_autoptr (GBytes) bytes = NULL;

      if (i % 2 == 1)
        g_byte_array_append (longer, tail, i / 2 == 1 ? 2 : 1);
      g_byte_array_append (longer, g_bytes_get_data (bundle, NULL), (guint) n_bytes);
      if (i % 2 == 0 && i / 2 < G_N_ELEMENTS (tails))
        g_byte_array_append (longer, tail, i / 2 == 1 ? 2 : 1);
      else if (i % 2 == 0)
        g_byte_array_append (longer, g_bytes_get_data (bundle, NULL), (guint) n_bytes);
      bytes = g_byte_array_free_to_bytes (longer);
      assert_refused (self, bytes);
    }
}

static void
test_exchanged_parts (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  for (int to = 0; to < N_BUNDLES; to++)
    for (int from = 0; from < N_BUNDLES; from++)
      {
        g_autoptr (DerNode) donor = parse (self, from);
        g_autoptr (DerNode) signature = parse (self, to);
        g_autoptr (DerNode) content = parse (self, to);
        g_autoptr (DerNode) signers = parse (self, to);
        GByteArray *taken = der_node_at (donor, SIGNATURE, END)->bytes;

        if (from == to)
          continue;
        set_bytes (der_node_at (signature, SIGNATURE, END), taken->data, taken->len);
        taken = der_node_at (donor, CONTENT, END)->bytes;
        set_bytes (der_node_at (content, CONTENT, END), taken->data, taken->len);
        add (der_node_at (signers, SIGNERS, END), der_node_at (donor, SIGNER, END));
        assert_tree_refused (self, signature);
        if ((from == BUNDLE_OLDER) != (to == BUNDLE_OLDER)) /* all others hold the same */
          assert_tree_refused (self, content);
        assert_tree_refused (self, signers);
        g_ptr_array_remove_index (der_node_at (signers, SIGNERS, END)->children, 0);
        set_bytes (der_node_at (signers, CONTENT, END), taken->data, taken->len);
        set_bytes (der_node_at (signers, SIGNATURE, END),
                   der_node_at (signature, SIGNATURE, END)->bytes->data, 8);
        assert_tree_refused (self, signers);
      }
}

/* what the forger signs with a key of his own, dressed up with the signer's certificate */
static void
test_foreign_signatures (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  static const AnjCertKind kinds[] = { ANJ_CERT_SERVER, ANJ_CERT_CLIENT, ANJ_CERT_RECIPIENT };
  g_autoptr (GBytes) forged = sign (self->other_source, self->forger, CMS_NOATTR);
  g_autoptr (DerNode) good = parse (self, BUNDLE_OURS);
  g_autoptr (DerNode) tree = parse_bytes (forged);
  const DerNode *certificate = der_node_at (good, CERTIFICATES, 0, END);

  assert_refused (self, forged);
  add (der_node_at (tree, CERTIFICATES, END), certificate);
  assert_tree_refused (self, tree);
  g_ptr_array_remove_index (der_node_at (tree, CERTIFICATES, END)->children, 0);
  assert_tree_refused (self, tree);
  add (der_node_at (tree, SIGNERS, END), der_node_at (good, SIGNER, END));
  assert_tree_refused (self, tree);
  /* his key under the signer's name */
  {
    TestIdentity mixed = { .key = self->forger->key, .cert = self->forger->cert };
    g_autoptr (GBytes) again = sign (self->other_source, &mixed, CMS_NOATTR | CMS_NOCERTS);
    g_autoptr (DerNode) bare = parse_bytes (again);

    assert_tree_refused (self, bare);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (TestIdentity) other = test_identity_new (kinds[i], "Signer", self->ca);
      g_autoptr (GBytes) bytes = NULL;

      if (kinds[i] != ANJ_CERT_RECIPIENT) /* OpenSSL itself does not sign with that */
        bytes = sign (self->other_source, other, CMS_NOATTR);
      if (bytes != NULL)
        assert_refused (self, bytes);
    }
}

/* the same content under the same signature, but not as it was written */
static void
test_additions (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (GBytes) forged = sign (self->other_source, self->forger, CMS_NOATTR);
  g_autoptr (DerNode) donor = parse_bytes (forged);

  for (int i = 0; i < N_BUNDLES; i++)
    {
      g_autoptr (DerNode) twice = parse (self, i), more = parse (self, i), first = parse (self, i);
      g_autoptr (DerNode) digests = parse (self, i), crls = parse (self, i);
      g_autoptr (DerNode) unsigned_attribute = parse (self, i), signers = parse (self, i);
      DerNode *certificates = der_node_at (first, CERTIFICATES, END);
      g_autoptr (DerNode) wrap = NULL, parameter = der_node_new (V_ASN1_NULL);
      g_autoptr (DerNode) digest = parse (self, i), algorithm = parse (self, i);

      add (der_node_at (twice, CERTIFICATES, END), der_node_at (twice, CERTIFICATES, 0, END));
      assert_tree_not_accepted (self, twice);
      add (der_node_at (more, CERTIFICATES, END), der_node_at (donor, CERTIFICATES, 0, END));
      assert_tree_refused (self, more); /* whose issuer is not there */
      g_ptr_array_insert (certificates->children, 0,
                          der_node_copy (der_node_at (donor, CERTIFICATES, 0, END)));
      assert_tree_refused (self, first);
      add (der_node_at (digests, DIGESTS, 0, END), der_node_at (digests, DIGESTS, 0, 0, END));
      assert_tree_refused (self, digests); /* its own name as its parameter */
      g_ptr_array_remove_index (der_node_at (digests, DIGESTS, 0, END)->children, 1);
      add (der_node_at (digests, DIGESTS, END), der_node_at (digests, DIGESTS, 0, END));
      assert_tree_refused (self, digests);
      add (der_node_at (digest, SIGNER, 2, END), parameter);
      assert_tree_refused (self, digest);
      add (der_node_at (algorithm, SIGNER, -3, END), parameter);
      assert_tree_refused (self, algorithm);
      g_ptr_array_insert (der_node_at (crls, SIGNED_DATA, END)->children, 4, der_node_new (0xa1));
      assert_tree_refused (self, crls);
      wrap = der_node_new (0xa1);
      add (der_node_at (unsigned_attribute, SIGNER, END), wrap);
      assert_tree_refused (self, unsigned_attribute);
      add (der_node_at (signers, SIGNERS, END), der_node_at (signers, SIGNER, END));
      assert_tree_refused (self, signers);
    }
}

/* RFC 5652 signs the attributes instead of the content where there are any: without them, as
 * content, they would be signed too */
static void
test_attributes_as_content (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (DerNode) tree = parse (self, BUNDLE_ATTRIBUTES);
  DerNode *signer = der_node_at (tree, SIGNER, END);
  DerNode *attributes = der_node_at (signer, 3, END);
  g_autoptr (GBytes) set = NULL, bytes = NULL, content = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmphex (attributes->tag, ==, 0xa0);
  attributes->tag = 0x31; /* SET, as it is when it is signed */
  set = der_node_to_bytes (attributes);
  set_bytes (der_node_at (tree, CONTENT, END), g_bytes_get_data (set, NULL),
             g_bytes_get_size (set));
  g_ptr_array_remove_index (signer->children, 3);
  assert_tree_refused (self, tree);
  /* and not only because it is no configuration */
  bytes = der_node_to_bytes (tree);
  content = anj_cms_verify (bytes, self->ca->cert, 0, NULL, &error);
  g_assert_null (content);
  g_assert_error (error, ANJ_ERROR, ANJ_ERROR_TAMPERED);
}

static void
test_other_digests (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  static const struct
  {
    const char *oid;
    gsize n_bytes;
  } digests[] = { { "\x2b\x0e\x03\x02\x1a", 5 },                   /* SHA-1 */
                  { "\x60\x86\x48\x01\x65\x03\x04\x02\x02", 9 },   /* SHA-384 */
                  { "\x60\x86\x48\x01\x65\x03\x04\x02\x03", 9 },   /* SHA-512 */
                  { "\x60\x86\x48\x01\x65\x03\x04\x02\x08", 9 },   /* SHA3-256 */
                  { "\x2a\x86\x48\x86\xf7\x0d\x02\x05", 8 },       /* MD5 */
                  { "\x60\x86\x48\x01\x65\x03\x04\x02\x07", 9 } }; /* SHA3-224 */

  for (gsize i = 0; i < G_N_ELEMENTS (digests); i++)
    for (int which = 0; which < N_BUNDLES; which++)
      {
        g_autoptr (DerNode) one = parse (self, which);

        set_bytes (der_node_at (one, SIGNER, 2, 0, END), digests[i].oid, digests[i].n_bytes);
        assert_tree_refused (self, one);
        set_bytes (der_node_at (one, DIGESTS, 0, 0, END), digests[i].oid, digests[i].n_bytes);
        assert_tree_refused (self, one);
      }
}

/* the outermost object with a length in another writing: BER allows all, DER one */
static void
test_other_writings (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (DerNode) tree = parse (self, BUNDLE_OURS);
  g_autoptr (DerNode) pieces = parse (self, BUNDLE_OURS);
  DerNode *octets = der_node_at (pieces, CONTENT, END);
  g_autoptr (DerNode) half = der_node_copy (octets), other_half = der_node_copy (octets);
  const guint8 *data = g_bytes_get_data (self->bundles[BUNDLE_OURS], NULL);
  gsize n_bytes = g_bytes_get_size (self->bundles[BUNDLE_OURS]);
  gsize n_head = 2 + (data[1] & 0x7f);
  static const guint8 indefinite[] = { 0x30, 0x80 };
  guint8 longer[] = { 0x30,
                      0x84,
                      0,
                      (guint8) ((n_bytes - n_head) >> 16),
                      (guint8) ((n_bytes - n_head) >> 8),
                      (guint8) (n_bytes - n_head) };
  g_autofree char *pem = NULL;
  const struct
  {
    const guint8 *head;
    gsize n_head;
    const char *tail;
    gsize n_tail;
  } forms[] = { { indefinite, sizeof indefinite, "\0\0", 2 },
                { longer, sizeof longer, "", 0 },
                { NULL, 0, "", 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      GByteArray *all = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;

      g_byte_array_append (all, forms[i].head, (guint) forms[i].n_head);
      g_byte_array_append (all, data + n_head, (guint) (n_bytes - n_head));
      g_byte_array_append (all, (const guint8 *) forms[i].tail, (guint) forms[i].n_tail);
      bytes = g_byte_array_free_to_bytes (all);
      assert_refused (self, bytes);
    }
  /* octets in two pieces */
  g_byte_array_set_size (half->bytes, half->bytes->len / 2);
  g_byte_array_remove_range (other_half->bytes, 0, half->bytes->len);
  octets->tag = 0x24;
  octets->children = g_ptr_array_new_with_free_func ((GDestroyNotify) der_node_free);
  g_clear_pointer (&octets->bytes, g_byte_array_unref);
  add (octets, half);
  add (octets, other_half);
  assert_tree_refused (self, pieces);
  /* in a wrapper, and as text */
  {
    g_autoptr (DerNode) wrapper = der_node_new (0x30);
    g_autofree char *text = g_base64_encode (data, n_bytes);
    g_autoptr (GBytes) bytes = NULL;

    add (wrapper, tree);
    assert_tree_refused (self, wrapper);
    pem = g_strdup_printf ("-----BEGIN CMS-----\n%s\n-----END CMS-----\n", text);
    bytes = g_bytes_new (pem, strlen (pem));
    assert_refused (self, bytes);
  }
}

static void
test_nested (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  static const guint8 signed_data_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };
  g_autoptr (GBytes) twice = sign (self->bundles[BUNDLE_OURS], self->signer, CMS_NOATTR);
  g_autoptr (GBytes) wrapped = sign (self->bundles[BUNDLE_OURS], self->forger, CMS_NOATTR);
  g_autoptr (GBytes) detached = sign (self->source, self->signer, CMS_NOATTR | CMS_DETACHED);
  g_autoptr (GBytes) by_key = sign (self->source, self->signer, CMS_NOATTR | CMS_USE_KEYID);
  g_autoptr (DerNode) tree = parse_bytes (twice);

  assert_refused (self, twice);
  assert_refused (self, wrapped);
  assert_refused (self, detached);
  assert_refused (self, by_key); /* anybody could write it so */
  set_bytes (der_node_at (tree, SIGNED_DATA, 2, 0, END), signed_data_oid, sizeof signed_data_oid);
  assert_tree_refused (self, tree);
}

static void
mutate_many (Fixture *self, guint64 seed, guint n_mutations, gboolean is_tree)
{
  FuzzRandom random = { .state = seed };

  for (guint i = 0; i < n_mutations; i++)
    {
      GBytes *from = self->bundles[fuzz_random_below (&random, N_BUNDLES)];
      GBytes *donor = self->bundles[fuzz_random_below (&random, N_BUNDLES)];
      gsize n_changes = 1 + fuzz_random_below (&random, 3), n_bytes = g_bytes_get_size (from);
      g_autoptr (GBytes) bytes = NULL;

      if (is_tree)
        {
          g_autoptr (DerNode) tree = parse_bytes (from);
          g_autoptr (DerNode) other = parse_bytes (donor);

          for (gsize j = 0; j < n_changes; j++)
            der_node_mutate (tree, other, &random);
          bytes = der_node_to_bytes (tree);
        }
      else
        {
          guint8 *data = g_malloc (n_bytes + 1024);

          memcpy (data, g_bytes_get_data (from, NULL), n_bytes);
          for (gsize j = 0; j < n_changes; j++)
            n_bytes = fuzz_mutate (&random, data, n_bytes, g_bytes_get_size (from) + 1024);
          bytes = g_bytes_new_take (data, n_bytes);
        }
      assert_not_accepted (self, bytes);
    }
}

static void
test_random_bytes (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  mutate_many (self, 1, (is_large () ? N_MUTATIONS_LARGE : N_MUTATIONS_SMALL) / 3, FALSE);
}

static void
test_random_trees (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  mutate_many (self, 2, (is_large () ? N_MUTATIONS_LARGE : N_MUTATIONS_SMALL) * 2 / 3, TRUE);
}

/* (r, n - s) for (r, s) */
static void
turn_signature (DerNode *leaf)
{
  const guint8 *cursor = leaf->bytes->data;
  ECDSA_SIG *signature = d2i_ECDSA_SIG (NULL, &cursor, (long) leaf->bytes->len);
  EC_GROUP *group = EC_GROUP_new_by_curve_name (NID_X9_62_prime256v1);
  BIGNUM *r = BN_dup (ECDSA_SIG_get0_r (signature)), *s = BN_new ();
  guint8 *der = NULL;
  int n_bytes;

  BN_sub (s, EC_GROUP_get0_order (group), ECDSA_SIG_get0_s (signature));
  ECDSA_SIG_set0 (signature, r, s);
  n_bytes = i2d_ECDSA_SIG (signature, &der);
  set_bytes (leaf, der, (gsize) n_bytes);
  OPENSSL_free (der);
  EC_GROUP_free (group);
  ECDSA_SIG_free (signature);
}

static void
test_twin_signature (Fixture *self, gconstpointer user_data G_GNUC_UNUSED)
{
  g_autoptr (DerNode) tree = parse (self, BUNDLE_OURS);
  g_autoptr (GBytes) bytes = NULL;

  turn_signature (der_node_at (tree, SIGNATURE, END));
  bytes = der_node_to_bytes (tree);
  g_assert_false (g_bytes_equal (bytes, self->bundles[BUNDLE_OURS]));
  assert_not_accepted (self, bytes);
  g_assert_cmpuint (self->n_rewritten, ==, 1);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/mutated-bundles/a-turned-bit-anywhere-is-refused", test_flipped_bits);
  ADD ("/mutated-bundles/what-is-cut-off-or-put-before-or-behind-is-refused", test_other_ends);
  ADD ("/mutated-bundles/parts-of-two-bundles-make-no-third", test_exchanged_parts);
  ADD ("/mutated-bundles/a-foreign-key-signs-nothing-whatever-lies-beside-it",
       test_foreign_signatures);
  ADD ("/mutated-bundles/nothing-can-be-added-that-is-not-signed", test_additions);
  ADD ("/mutated-bundles/signed-attributes-are-no-content", test_attributes_as_content);
  ADD ("/mutated-bundles/another-digest-is-refused", test_other_digests);
  ADD ("/mutated-bundles/another-writing-of-the-same-is-refused", test_other_writings);
  ADD ("/mutated-bundles/a-bundle-in-a-bundle-is-refused", test_nested);
  ADD ("/mutated-bundles/random-bytes-are-refused", test_random_bytes);
  ADD ("/mutated-bundles/random-pieces-with-right-lengths-are-refused", test_random_trees);
  ADD ("/mutated-bundles/the-twin-of-a-signature-signs-the-same", test_twin_signature);
  return g_test_run ();
}
