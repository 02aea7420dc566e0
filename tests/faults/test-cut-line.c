/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * A terminal and its hub, and between them a line that breaks once: after every byte of what goes
 * up and of what comes down, in every way that a line can break. Then the line is well, and all
 * that was acknowledged must be at the hub, once; nothing may be stuck. The same with several
 * faults drawn by a seed, and for every call of the terminal to its sockets, and of the hub to its
 * disk, that fails.
 *
 * ANJ_FAULT_STRIDE: every which byte (default 2999; 1: all), ANJ_FAULT_SEED: which first.
 * ANJ_FAULT_CONNECTION=N: of the N-th connection only; cases and attachments go by number 3.
 * ANJ_FAULT_CUT=WAY:CONNECTION:up|down:BYTE does one and shows the agent's log.
 */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fault-exchange.h"
#include "fault-libc.h"
#include "fault-memo.h"
#include "net/anj-http-client.h"

#define DEFAULT_STRIDE 2999
/* there are far fewer calls than bytes */
#define CALLS_STRIDE_RATIO 50
#define MAX_CONNECTIONS 16
#define MAX_WEATHER 8
/* of every so many bytes, one life in bad weather */
#define WEATHER_LIVES 20000
/* how much longer than the measured ones an exchange may be: signatures are of no fixed length */
#define SLACK_BYTES 16

/* what is tried, for whoever finds this program's body: the only global here */
static char epitaph[128];

static void
on_end (int number)
{
  if (write (STDERR_FILENO, epitaph, strlen (epitaph)) < 0)
    _exit (1);
  signal (number, SIG_DFL);
  raise (number);
}

static guint
read_number (const char *name, guint otherwise)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static void
remember (const FaultCut *cut)
{
  g_snprintf (epitaph, sizeof epitaph,
              "# faults: failed with ANJ_FAULT_CUT=%s:%u:%s:%" G_GUINT64_FORMAT "\n",
              fault_line_kind_name (cut->kind), cut->connection, cut->is_down ? "down" : "up",
              cut->after);
}

/* how many bytes went which way */
typedef struct
{
  guint64 n_bytes[MAX_CONNECTIONS][2];
} Extent;

static void
measure (FaultVillage *village, Extent *extent)
{
  guint n = fault_proxy_n_connections (village->proxy);

  g_assert_cmpuint (n, <=, MAX_CONNECTIONS);
  for (guint i = 0; i < n; i++)
    for (int way = 0; way < 2; way++)
      extent->n_bytes[i][way] = MAX (extent->n_bytes[i][way],
                                     fault_proxy_count (village->proxy, i, way));
}

/* What all cases share. */
typedef struct
{
  FaultVillage village;
  Extent extent;
  gboolean is_measured;
} World;

/* a life whose line does @cuts, and whose calls meet @listener (nullable); how many of the cuts
 * were made */
static guint
live (World *world,
      const FaultCut *cuts,
      gsize n_cuts,
      const FaultListener *listener,
      Extent *extent)
{
  FaultVillage *village = &world->village;
  FaultExchange exchange = { .village = village };
  guint n_made;

  fault_village_begin (village);
  fault_proxy_plan (village->proxy, village->hub_port, cuts, n_cuts);
  fault_libc_listen (listener);
  fault_exchange_run (&exchange);
  n_made = fault_proxy_n_made (village->proxy);
  if (extent != NULL)
    measure (village, extent);
  fault_libc_listen (NULL);
  fault_village_end (village);
  fault_exchange_check (&exchange);
  fault_exchange_clear (&exchange);
  return n_made;
}

static const Extent *
find_extent (World *world)
{
  Extent *extent = &world->extent;

  if (world->is_measured)
    return extent;
  world->is_measured = TRUE;
  for (guint i = 0; i < 3; i++)
    live (world, NULL, 0, NULL, extent);
  for (guint i = 0; i < MAX_CONNECTIONS && extent->n_bytes[i][0] > 0; i++)
    {
      for (int way = 0; way < 2; way++)
        extent->n_bytes[i][way] += SLACK_BYTES;
      g_test_message ("connection %u: %" G_GUINT64_FORMAT " bytes up, %" G_GUINT64_FORMAT " down",
                      i, extent->n_bytes[i][0], extent->n_bytes[i][1]);
    }
  return extent;
}

typedef struct
{
  World *world;
  FaultLineKind kind;
} Way;

static void
test_way (gconstpointer user_data)
{
  const Way *tried = user_data;
  guint stride = MAX (read_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE), 1);
  guint seed = read_number ("ANJ_FAULT_SEED", 1);
  const char *only = g_getenv ("ANJ_FAULT_CONNECTION");
  const Extent *extent = find_extent (tried->world);
  FaultCut cut = { .kind = tried->kind };
  guint64 n_bytes = 0, n_tried = 0, n_made = 0;

  for (cut.connection = 0; cut.connection < MAX_CONNECTIONS; cut.connection++)
    for (int way = 0; way < 2; way++)
      for (cut.after = 0; cut.after < extent->n_bytes[cut.connection][way]; cut.after++)
        {
          if ((only != NULL && cut.connection != read_number ("ANJ_FAULT_CONNECTION", 0)) ||
              n_bytes++ % stride != seed % stride)
            continue;
          cut.is_down = way == 1;
          remember (&cut);
          n_tried++;
          n_made += live (tried->world, &cut, 1, NULL, NULL);
        }
  g_test_message ("faults: %" G_GUINT64_FORMAT " offsets (of %" G_GUINT64_FORMAT
                  ", %" G_GUINT64_FORMAT " reached)",
                  n_tried, n_bytes, n_made);
  g_assert_true (n_made > 0 || n_tried == 0);
}

/* some of its first connections break, each in its own way, soon or late */
static gsize
draw_weather (GRand *chance, FaultCut *out_cuts)
{
  gsize n_cuts = 0;

  for (guint i = 0; i < MAX_WEATHER; i++)
    if (g_rand_boolean (chance))
      out_cuts[n_cuts++] = (FaultCut){
        .connection = i,
        .is_down = g_rand_boolean (chance),
        .after = (guint64) g_rand_int_range (chance, 0, 1 << g_rand_int_range (chance, 1, 14)),
        .kind = (FaultLineKind) g_rand_int_range (chance, 0, FAULT_LINE_N_KINDS),
      };
  return n_cuts;
}

static void
test_weather (gconstpointer user_data)
{
  guint stride = MAX (read_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE), 1);
  guint seed = read_number ("ANJ_FAULT_SEED", 1);
  guint n_lives = MAX (WEATHER_LIVES / stride, 1);
  guint n_made = 0;

  for (guint i = 0; i < n_lives; i++)
    {
      g_autoptr (GRand) chance = g_rand_new_with_seed (seed + i);
      FaultCut cuts[MAX_WEATHER];
      gsize n_cuts = draw_weather (chance, cuts);

      g_snprintf (epitaph, sizeof epitaph, "# faults: failed in the weather of ANJ_FAULT_SEED=%u\n",
                  seed + i);
      n_made += live ((World *) user_data, cuts, n_cuts, NULL, NULL);
    }
  g_test_message ("faults: %u points in %u lives", n_made, n_lives);
}

/* ANJ_FAULT_CUT */
static void
test_one (gconstpointer user_data)
{
  g_auto (GStrv) parts = g_strsplit (g_getenv ("ANJ_FAULT_CUT"), ":", 4);
  FaultCut cut = { .kind = FAULT_LINE_N_KINDS };

  g_assert_cmpuint (g_strv_length (parts), ==, 4);
  for (int kind = 0; kind < FAULT_LINE_N_KINDS; kind++)
    if (g_str_equal (parts[0], fault_line_kind_name ((FaultLineKind) kind)))
      cut.kind = (FaultLineKind) kind;
  g_assert_cmpint (cut.kind, <, FAULT_LINE_N_KINDS);
  cut.connection = (guint) g_ascii_strtoull (parts[1], NULL, 10);
  cut.is_down = g_str_equal (parts[2], "down");
  cut.after = g_ascii_strtoull (parts[3], NULL, 10);
  live ((World *) user_data, &cut, 1, NULL, NULL);
}

/* --- calls that fail --- */

/* @is_hub: of the hub to its disk, not of the terminal to its line; @n_times: from the n-th on;
 * @is_short: it does one byte */
typedef struct
{
  const char *name;
  gboolean is_hub;
  FaultCall call;
  int error_number;
  guint n_times;
  gboolean is_short;
} CallFault;

static const CallFault call_faults[] = {
  { "connect-refused", FALSE, FAULT_CALL_CONNECT, ECONNREFUSED, 1, FALSE },
  { "connect-unreachable", FALSE, FAULT_CALL_CONNECT, ENETUNREACH, 3, FALSE },
  { "send-reset", FALSE, FAULT_CALL_SEND, ECONNRESET, 1, FALSE },
  { "send-broken-pipe", FALSE, FAULT_CALL_SEND, EPIPE, 1, FALSE },
  { "send-storm-of-again", FALSE, FAULT_CALL_SEND, EAGAIN, 30, FALSE },
  { "send-one-byte", FALSE, FAULT_CALL_SEND, 0, 30, TRUE },
  { "recv-reset", FALSE, FAULT_CALL_RECV, ECONNRESET, 1, FALSE },
  { "recv-timed-out", FALSE, FAULT_CALL_RECV, ETIMEDOUT, 1, FALSE },
  { "recv-storm-of-again", FALSE, FAULT_CALL_RECV, EAGAIN, 30, FALSE },
  { "recv-one-byte", FALSE, FAULT_CALL_RECV, 0, 30, TRUE },
  { "hub-sync-eio", TRUE, FAULT_CALL_SYNC, EIO, 1, FALSE },
  { "hub-write-eio", TRUE, FAULT_CALL_WRITE, EIO, 1, FALSE },
  { "hub-write-enospc", TRUE, FAULT_CALL_WRITE, ENOSPC, 3, FALSE },
};

/* @path: how those begin that are meant: the line's end for terminals (the hub's own sockets have
 * another), or the hub's folder */
typedef struct
{
  World *world;
  const CallFault *fault;
  char *path;
  guint nth;
  guint n_seen; /* atomic: the sync has a thread of its own */
} CallPlan;

static gboolean
is_struck (const CallPlan *plan, guint number)
{
  return plan->nth != 0 && number >= plan->nth && number < plan->nth + plan->fault->n_times;
}

static int
before_call (FaultCall call, const char *path, gpointer user_data)
{
  CallPlan *plan = user_data;

  if (call != plan->fault->call || !g_str_has_prefix (path, plan->path))
    return 0;
  return is_struck (plan, (guint) g_atomic_int_add (&plan->n_seen, 1) + 1)
             ? plan->fault->error_number
             : 0;
}

static gsize
allow_call (FaultCall call, const char *path, gsize n_bytes, gpointer user_data)
{
  const CallPlan *plan = user_data;
  gboolean is_meant = plan->fault->is_short && call == plan->fault->call &&
                      g_str_has_prefix (path, plan->path);

  return is_meant && is_struck (plan, g_atomic_int_get (&plan->n_seen)) ? 1 : n_bytes;
}

/* how many of the calls the life has */
static guint
live_with (CallPlan *plan, guint nth)
{
  const FaultListener listener = { .before = before_call, .allow = allow_call, .user_data = plan };

  plan->nth = nth;
  g_atomic_int_set (&plan->n_seen, 0);
  live (plan->world, NULL, 0, &listener, NULL);
  return g_atomic_int_get (&plan->n_seen);
}

static void
test_calls (gconstpointer user_data)
{
  CallPlan *plan = (CallPlan *) user_data;
  guint stride = MAX (read_number ("ANJ_FAULT_STRIDE", DEFAULT_STRIDE) / CALLS_STRIDE_RATIO, 1);
  guint n_calls, n_tried = 0;

  n_calls = live_with (plan, 0);
  g_assert_cmpuint (n_calls, >, 0);
  for (guint nth = 1 + read_number ("ANJ_FAULT_SEED", 0) % stride; nth <= n_calls; nth += stride)
    {
      g_snprintf (epitaph, sizeof epitaph, "# faults: failed at call %u of %s\n", nth,
                  plan->fault->name);
      live_with (plan, nth);
      n_tried++;
    }
  g_test_message ("faults: %u points (of %u)", n_tried, n_calls);
}

static void
plan_free (gpointer data)
{
  CallPlan *plan = data;

  g_free (plan->path);
  g_free (plan);
}

static void
add_calls (World *world, const CallFault *fault)
{
  g_autofree char *path = g_strdup_printf ("/cut-line/%s-at-any-call-loses-nothing", fault->name);
  CallPlan *plan = g_new0 (CallPlan, 1);

  plan->world = world;
  plan->fault = fault;
  plan->path = fault->is_hub
                   ? g_strconcat (world->village.hub_dir, "/", NULL)
                   : g_strdup_printf ("inet:127.0.0.1:%u", fault_proxy_port (world->village.proxy));
  g_test_add_data_func_full (path, plan, test_calls, plan_free);
}

static void
add_way (World *world, FaultLineKind kind)
{
  g_autofree char *path = g_strconcat ("/cut-line/", fault_line_kind_name (kind),
                                       "-after-every-byte-loses-nothing", NULL);
  Way *way = g_new0 (Way, 1);

  way->world = world;
  way->kind = kind;
  g_test_add_data_func_full (path, way, test_way, g_free);
}

/* a line that breaks is worth a message each time */
static void
ignore (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL)) != 0)
    g_log_default_handler (domain, level, message, user_data);
}

static void
add_all (World *world)
{
  for (int kind = 0; kind < FAULT_LINE_N_KINDS; kind++)
    add_way (world, (FaultLineKind) kind);
  g_test_add_data_func ("/cut-line/bad-weather-loses-nothing", world, test_weather);
  for (gsize i = 0; i < G_N_ELEMENTS (call_faults); i++)
    add_calls (world, &call_faults[i]);
}

int
main (int argc, char **argv)
{
  World world = { 0 };
  int status;

  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal ((GLogLevelFlags) (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL));
  if (g_getenv ("ANJ_FAULT_CUT") == NULL)
    g_log_set_default_handler (ignore, NULL);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGABRT, on_end);
  signal (SIGTRAP, on_end);
  anj_http_client_global_init ();
  fault_memo_set (TRUE);
  fault_village_init (&world.village,
                      g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir ());
  if (g_getenv ("ANJ_FAULT_CUT") != NULL)
    g_test_add_data_func ("/cut-line/one", &world, test_one);
  else
    add_all (&world);
  status = g_test_run ();
  fault_village_clear (&world.village);
  fault_memo_clear ();
  return status;
}
