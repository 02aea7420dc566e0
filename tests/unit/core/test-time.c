/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-hex.h"
#include "core/anj-time.h"

static void
test_format (void)
{
  static const struct
  {
    gint64 us;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { 999999, "1970-01-01T00:00:00Z" },
    { -1, "1969-12-31T23:59:59Z" },
    { -1000000, "1969-12-31T23:59:59Z" },
    { G_GINT64_CONSTANT (1795313736000000), "2026-11-22T02:15:36Z" },
    { G_MAXINT64, "9999-12-31T23:59:59Z" },
    { G_MININT64, "0001-01-01T00:00:00Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = anj_time_format (cases[i].us);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 us;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "1970-01-01T07:00:00+07:00", 0 },
    { "1969-12-31T16:30:00-07:30", 0 },
    { "1970-01-01t00:00:01.5z", 1500000 },
    { "1970-01-01T00:00:00.123456789Z", 123456 },
    { "1969-12-31T23:59:59.25Z", -750000 },
    { "2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000000) },
    { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228800000000) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 us = 0;

      g_test_message ("%s", cases[i].text);
      g_assert_true (anj_time_parse (cases[i].text, &us));
      g_assert_cmpint (us, ==, cases[i].us);
    }
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "",
    "2026-11-22",
    "2026-11-22T02:15:36",
    "2026-11-22 02:15:36Z",
    "2026-11-22T02:15Z",
    "2026-11-22T02:15:36.Z",
    "2026-11-22T02:15:36Z ",
    "2026-11-22T02:15:36+0700",
    "2026-11-22T02:15:36+24:00",
    "2026-11-22T24:00:00Z",
    "2026-11-22T02:60:00Z",
    "2026-11-22T02:15:61Z",
    "2026-02-29T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "26-11-22T02:15:36Z",
    "+026-11-22T02:15:36Z",
  };
  gint64 us = 42;

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_test_message ("%s", texts[i]);
      g_assert_false (anj_time_parse (texts[i], &us));
    }
  g_assert_false (anj_time_parse (NULL, &us));
  g_assert_cmpint (us, ==, 42);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 20000; i++)
    {
      gint64 seconds = (gint64) g_rand_double_range (rand, -6.2e10, 2.5e11);
      g_autofree char *text = anj_time_format (seconds * G_USEC_PER_SEC);
      gint64 us;

      g_assert_true (anj_time_parse (text, &us));
      g_assert_cmpint (us, ==, seconds * G_USEC_PER_SEC);
    }
}

static void
test_hex (void)
{
  static const guint8 bytes[] = { 0x00, 0x0f, 0xf0, 0xff, 0xa5 };
  g_autofree char *text = anj_hex_encode (bytes, sizeof bytes);
  g_autofree char *empty = anj_hex_encode (NULL, 0);
  guint8 out[5] = { 0 };

  g_assert_cmpstr (text, ==, "000ff0ffa5");
  g_assert_cmpstr (empty, ==, "");
  g_assert_true (anj_hex_decode (text, out, sizeof out));
  g_assert_cmpmem (out, sizeof out, bytes, sizeof bytes);
  g_assert_true (anj_hex_decode ("000FF0FFA5", out, sizeof out));
  g_assert_false (anj_hex_decode ("000ff0ffa", out, sizeof out));
  g_assert_false (anj_hex_decode ("000ff0ffa5a", out, sizeof out));
  g_assert_false (anj_hex_decode ("000ff0ffag", out, sizeof out));
  g_assert_false (anj_hex_decode (NULL, out, sizeof out));
  g_assert_cmpmem (out, sizeof out, bytes, sizeof bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/written-in-utc-and-whole-seconds", test_format);
  g_test_add_func ("/time/offsets-and-fractions-are-read", test_parse);
  g_test_add_func ("/time/anything-but-rfc-3339-is-refused", test_refused);
  g_test_add_func ("/time/what-is-written-reads-the-same", test_round_trip);
  g_test_add_func ("/hex/bytes-come-back", test_hex);
  return g_test_run ();
}
