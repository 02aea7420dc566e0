/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Floor of a first sync: one scrypt a resident on all cores, called straight, and nothing else.
 * Prints the seconds on the wall and those of the processor. Usage: peer-scrypt N_RESIDENTS COST_N
 * N_THREADS */

static void
derive (gpointer number, gpointer cost_n)
{
  const char *password = "35090154038390013509012304159001";
  guint8 salt[32] = { 0 };
  guint8 derived[48];

  memcpy (salt, &number, sizeof number);
  g_assert (EVP_PBE_scrypt (password, strlen (password), salt, sizeof salt,
                            *(const guint64 *) cost_n, 8, 1, 64 * 1024 * 1024, derived,
                            sizeof derived) == 1);
}

int
main (int argc, char **argv)
{
  int n_residents = argc > 1 ? atoi (argv[1]) : 5000;
  guint64 cost_n = argc > 2 ? g_ascii_strtoull (argv[2], NULL, 10) : 4096;
  int n_threads = argc > 3 ? atoi (argv[3]) : (int) g_get_num_processors ();
  gint64 start_us = g_get_monotonic_time ();
  GThreadPool *pool = g_thread_pool_new (derive, &cost_n, n_threads, TRUE, NULL);

  for (int i = 1; i <= n_residents; i++)
    g_thread_pool_push (pool, GINT_TO_POINTER (i), NULL);
  g_thread_pool_free (pool, /* immediate */ FALSE, /* wait */ TRUE);
  g_print ("%.3f %.3f\n", (double) (g_get_monotonic_time () - start_us) / 1e6,
           (double) clock () / CLOCKS_PER_SEC);
  return 0;
}
