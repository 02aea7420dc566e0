/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-programme.h"

#define PAYMENTS                                                                                   \
  "\"payments\": [{\"period\": \"2026\", \"stage\": \"3\", \"amount\": 500, \"date\": "            \
  "\"2026-08-14\"}, {\"period\": \"2026\", \"stage\": \"4\", \"amount\": 600, \"date\": "          \
  "\"2026-11-12\"}]"

static JsonObject *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *programme = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return programme;
}

static JsonObject *
make_programme (const char *state)
{
  g_autofree char *text = g_strdup_printf (
      "{\"code\": \"X\", \"class\": \"paid\", \"state\": \"%s\", " PAYMENTS "}", state);

  return parse (text);
}

static void
test_newest_payment_counts (void)
{
  g_autoptr (JsonObject) programme = make_programme ("TOP UP");
  g_autofree char *period = anj_programme_payment_period (anj_programme_newest_payment (programme),
                                                          "id");

  g_assert_cmpint (anj_programme_amount (programme), ==, 600);
  g_assert_cmpstr (period, ==, "Tahap 4, 2026");
}

static void
test_stage_before_is_an_earlier_payment (void)
{
  g_autoptr (JsonObject) programme = make_programme ("TOP UP");
  g_autoptr (GPtrArray) earlier = anj_programme_earlier_payments (programme);

  g_assert_cmpuint (earlier->len, ==, 1);
  g_assert_cmpint (anj_json_get_int (earlier->pdata[0], "amount", 0), ==, 500);
}

static void
test_money_told_twice_came_once (void)
{
  g_autoptr (JsonObject) programme = parse (
      "{\"payments\": [{\"period\": \"2026-09\", \"amount\": 200, \"date\": \"2026-09-05\"}, "
      "{\"period\": \"2026-11\", \"amount\": 200, \"date\": \"2026-11-05\"}, "
      "{\"period\": \"2026-10\", \"amount\": 200, \"date\": \"2026-10-01\"}, "
      "{\"period\": \"2026-10\", \"amount\": 200, \"date\": \"2026-10-05\"}, "
      "{\"period\": \"2026-08\", \"amount\": 0, \"date\": \"2026-08-05\"}]}");
  g_autoptr (GPtrArray) earlier = anj_programme_earlier_payments (programme);

  g_assert_cmpuint (earlier->len, ==, 2);
  g_assert_cmpstr (anj_json_get_string (earlier->pdata[0], "period", NULL), ==, "2026-10");
  g_assert_cmpstr (anj_json_get_string (earlier->pdata[1], "period", NULL), ==, "2026-09");
}

static void
test_next_payment_is_expected_by_the_rhythm_of_those_before (void)
{
  static const struct
  {
    const char *payments;
    const char *today;
    const char *expected;
  } cases[] = {
    { "{\"period\": \"2026-10\"}", "2026-11-22", "2026-11" },
    { "{\"period\": \"2026-12\"}", "2026-12-22", "2027-01" },
    { "{\"period\": \"2026-Q4\"}", "2026-11-22", "2027-Q1" },
    { "{\"period\": \"2026-TW1\"}", "2026-04-01", "2026-Q2" },
    /* a year's stages tell no months: the days do */
    { "{\"period\": \"2026\", \"stage\": \"4\", \"date\": \"2026-11-12\", \"amount\": 6}, "
      "{\"period\": \"2026\", \"stage\": \"3\", \"date\": \"2026-08-14\", \"amount\": 6}",
      "2026-11-22", "2027-02" },
    /* one payment has no rhythm, two on neighbouring days have none either */
    { "{\"period\": \"2026\", \"date\": \"2026-11-12\", \"amount\": 6}", "2026-11-22", NULL },
    { "{\"period\": \"2026\", \"stage\": \"4\", \"date\": \"2026-11-12\", \"amount\": 6}, "
      "{\"period\": \"2026\", \"stage\": \"3\", \"date\": \"2026-11-10\", \"amount\": 6}",
      "2026-11-22", NULL },
    /* it should have come by now */
    { "{\"period\": \"2026-08\"}", "2026-11-22", NULL },
    { "{\"period\": \"2026-Q1\"}", "2026-11-22", NULL },
    { "", "2026-11-22", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"payments\": [%s]}", cases[i].payments);
      g_autoptr (JsonObject) programme = parse (text);
      g_autofree char *expected = anj_programme_expected (programme, cases[i].today);

      g_assert_cmpstr (expected, ==, cases[i].expected);
    }
}

static void
test_order_to_the_bank_is_no_arrival (void)
{
  g_autoptr (JsonObject) ordered = parse ("{\"state\": \"SI\", \"step\": 4}");
  g_autoptr (JsonObject) paid = parse ("{\"state\": \"TOP UP\", \"step\": 4, \"arrived\": true}");

  g_assert_cmpuint (anj_programme_money_step (ordered), ==, 4);
  g_assert_false (anj_programme_has_arrived (ordered));
  g_assert_true (anj_programme_has_arrived (paid));
}

static void
test_premium_is_no_money_for_the_family (void)
{
  g_autoptr (JsonObject) programme = make_programme ("AKTIF");

  g_assert_cmpint (anj_programme_amount (programme), ==, 0);
  g_assert_cmpuint (anj_programme_money_step (programme), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/programme/newest-payment-counts", test_newest_payment_counts);
  g_test_add_func ("/programme/stage-before-is-an-earlier-payment",
                   test_stage_before_is_an_earlier_payment);
  g_test_add_func ("/programme/money-told-twice-came-once", test_money_told_twice_came_once);
  g_test_add_func ("/programme/next-payment-is-expected-by-the-rhythm-of-those-before",
                   test_next_payment_is_expected_by_the_rhythm_of_those_before);
  g_test_add_func ("/programme/order-to-the-bank-is-no-arrival",
                   test_order_to_the_bank_is_no_arrival);
  g_test_add_func ("/programme/premium-is-no-money-for-the-family",
                   test_premium_is_no_money_for_the_family);
  return g_test_run ();
}
