/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/anj-json.h"
#include "ui/anj-programme.h"

#define PAYMENTS                                                                                   \
  "\"payments\": [{\"period\": \"2026\", \"stage\": \"3\", \"amount\": 500, \"date\": "            \
  "\"2026-08-14\"}, {\"period\": \"2026\", \"stage\": \"4\", \"amount\": 600, \"date\": "          \
  "\"2026-11-12\"}]"

static JsonObject *
make_programme (const char *state)
{
  g_autofree char *text = g_strdup_printf (
      "{\"code\": \"X\", \"class\": \"paid\", \"state\": \"%s\", " PAYMENTS "}", state);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonObject *programme = anj_json_parse_object (bytes, &error);

  g_assert_no_error (error);
  return programme;
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
  JsonObject *earlier = anj_programme_earlier_payment (programme);

  g_assert_nonnull (earlier);
  g_assert_cmpint (anj_json_get_int (earlier, "amount", 0), ==, 500);
}

static void
test_order_to_the_bank_is_no_arrival (void)
{
  g_autoptr (JsonObject) ordered = make_programme ("SI");
  g_autoptr (JsonObject) paid = make_programme ("TOP UP");

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
  g_test_add_func ("/programme/order-to-the-bank-is-no-arrival",
                   test_order_to_the_bank_is_no_arrival);
  g_test_add_func ("/programme/premium-is-no-money-for-the-family",
                   test_premium_is_no_money_for_the_family);
  return g_test_run ();
}
