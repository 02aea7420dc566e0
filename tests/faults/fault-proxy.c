/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fault-proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECE_BYTES 16384
#define REPEATED_BYTES 32
#define UP 0
#define DOWN 1

/* a connection; [UP]: the terminal's end, and what comes from there */
typedef struct
{
  guint number;
  int fds[2]; /* -1: closed */
  gboolean has_ended[2];
  guint64 n_passed[2];
  guint8 last[2][REPEATED_BYTES];
  gsize n_last[2];
  gboolean loses_next[2];
  gboolean is_cut;      /* the plan's was made */
  gboolean is_muted[2]; /* what comes from there is thrown away */
  gboolean is_stalled;
  gint64 quiet_until_us; /* of the real clock */
} Pair;

struct _FaultProxy
{
  int listener;
  int wake;
  guint16 port;
  GThread *thread;

  GMutex lock; /* guards all below */
  guint16 hub_port;
  GPtrArray *pairs; /* (owned) (element-type Pair) */
  FaultCut *cuts;   /* (owned) */
  gsize n_cuts;
  guint n_made;
  guint64 n_passed;
  guint n_plans;
  gboolean is_over;
};

const char *
fault_line_kind_name (FaultLineKind kind)
{
  static const char *const names[] = { "reset",  "close", "half-close", "stall",
                                       "repeat", "lose",  "delay" };

  return names[kind];
}

/* the real one: a test may have put another before libc */
static gint64
now_us (void)
{
  return g_get_real_time ();
}

/* as a broken line does it: without a word of goodbye, and without waiting states */
static void
reset (int *fd)
{
  const struct linger linger = { 1, 0 };

  if (*fd < 0)
    return;
  setsockopt (*fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  close (*fd);
  *fd = -1;
}

static void
reset_both (Pair *pair)
{
  reset (&pair->fds[UP]);
  reset (&pair->fds[DOWN]);
  pair->is_stalled = FALSE;
}

static void
pair_free (gpointer pair)
{
  reset_both (pair);
  g_free (pair);
}

static void
end_way (Pair *pair, int from)
{
  shutdown (pair->fds[1 - from], SHUT_WR);
  pair->has_ended[from] = TRUE;
  if (pair->has_ended[UP] && pair->has_ended[DOWN])
    reset_both (pair);
}

static gboolean
send_all (Pair *pair, int from, const guint8 *data, gsize n_bytes)
{
  while (n_bytes > 0)
    {
      gssize n_sent = send (pair->fds[1 - from], data, n_bytes, MSG_NOSIGNAL);

      if (n_sent < 0 && errno == EINTR)
        continue;
      if (n_sent < 0)
        {
          reset_both (pair);
          return FALSE;
        }
      data += n_sent;
      n_bytes -= (gsize) n_sent;
    }
  return TRUE;
}

static void
note_last (Pair *pair, int from, const guint8 *data, gsize n_bytes)
{
  gsize n = MIN (n_bytes, REPEATED_BYTES);

  memcpy (pair->last[from], data + n_bytes - n, n);
  pair->n_last[from] = n;
}

static gboolean
pass (FaultProxy *self, Pair *pair, int from, const guint8 *data, gsize n_bytes)
{
  if (n_bytes == 0)
    return TRUE;
  if (!send_all (pair, from, data, n_bytes))
    return FALSE;
  note_last (pair, from, data, n_bytes);
  pair->n_passed[from] += n_bytes;
  self->n_passed += n_bytes;
  return TRUE;
}

static void
cut (FaultProxy *self, Pair *pair, int from, FaultLineKind kind)
{
  pair->is_cut = TRUE;
  self->n_made++;
  switch (kind)
    {
    case FAULT_LINE_RESET:
      reset_both (pair);
      break;
    case FAULT_LINE_CLOSE:
      pair->is_muted[UP] = pair->is_muted[DOWN] = TRUE;
      shutdown (pair->fds[UP], SHUT_WR);
      shutdown (pair->fds[DOWN], SHUT_WR);
      break;
    case FAULT_LINE_HALF_CLOSE:
      pair->is_muted[from] = TRUE;
      shutdown (pair->fds[1 - from], SHUT_WR);
      break;
    case FAULT_LINE_STALL:
      pair->is_stalled = TRUE;
      break;
    case FAULT_LINE_REPEAT:
      send_all (pair, from, pair->last[from], pair->n_last[from]);
      break;
    case FAULT_LINE_LOSE:
      pair->loses_next[from] = TRUE;
      break;
    case FAULT_LINE_DELAY:
      pair->quiet_until_us = now_us () + FAULT_LINE_DELAY_MS * 1000;
      break;
    case FAULT_LINE_N_KINDS:
    default:
      g_assert_not_reached ();
    }
}

/* (nullable) */
static const FaultCut *
find_cut (const FaultProxy *self, const Pair *pair, int from)
{
  for (gsize i = 0; !pair->is_cut && i < self->n_cuts; i++)
    if (self->cuts[i].connection == pair->number && self->cuts[i].is_down == (from == DOWN))
      return &self->cuts[i];
  return NULL;
}

static void
carry (FaultProxy *self, Pair *pair, int from, const guint8 *data, gsize n_bytes)
{
  const FaultCut *planned = find_cut (self, pair, from);
  guint64 left = planned != NULL ? planned->after - pair->n_passed[from] : G_MAXUINT64;

  if (pair->is_muted[from])
    return;
  if (pair->loses_next[from])
    {
      pair->loses_next[from] = FALSE;
      data++;
      n_bytes--;
    }
  if (left > n_bytes)
    {
      pass (self, pair, from, data, n_bytes);
      return;
    }
  if (!pass (self, pair, from, data, left))
    return;
  cut (self, pair, from, planned->kind);
  /* what came with it comes after the fault, where anything does */
  if (pair->fds[UP] >= 0 && n_bytes > left && !pair->is_stalled)
    carry (self, pair, from, data + left, n_bytes - left);
}

static void
move (FaultProxy *self, Pair *pair, int from)
{
  guint8 piece[PIECE_BYTES];
  gssize n_read = recv (pair->fds[from], piece, sizeof piece, 0);

  if (n_read > 0)
    carry (self, pair, from, piece, (gsize) n_read);
  else if (n_read == 0)
    end_way (pair, from);
  else if (errno != EINTR && errno != EAGAIN)
    reset_both (pair);
}

static int
call_hub (guint16 port)
{
  const struct sockaddr_in address = { .sin_family = AF_INET,
                                       .sin_port = htons (port),
                                       .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (connect (fd, (const struct sockaddr *) &address, sizeof address) != 0)
    reset (&fd);
  return fd;
}

static void
set_prompt (int fd)
{
  const int yes = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

static void
take (FaultProxy *self)
{
  Pair *pair = g_new0 (Pair, 1);

  pair->number = self->pairs->len;
  pair->fds[UP] = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
  pair->fds[DOWN] = pair->fds[UP] >= 0 ? call_hub (self->hub_port) : -1;
  g_ptr_array_add (self->pairs, pair);
  if (pair->fds[DOWN] < 0)
    {
      reset_both (pair);
      return;
    }
  set_prompt (pair->fds[UP]);
  set_prompt (pair->fds[DOWN]);
  for (int from = UP; from <= DOWN && pair->fds[UP] >= 0; from++)
    if (find_cut (self, pair, from) != NULL && find_cut (self, pair, from)->after == 0)
      cut (self, pair, from, find_cut (self, pair, from)->kind);
}

/* who waits for what; of a stalled one only whether the terminal lets go */
static void
list (FaultProxy *self, GArray *polled, GPtrArray *whose)
{
  gint64 time_us = now_us ();

  for (guint i = 0; i < self->pairs->len; i++)
    {
      Pair *pair = self->pairs->pdata[i];

      for (int from = UP; from <= DOWN && pair->fds[UP] >= 0; from++)
        {
          gboolean is_shut = pair->has_ended[from] || pair->quiet_until_us > time_us;
          struct pollfd fd = { pair->fds[from], POLLIN, 0 };

          if (pair->is_stalled)
            fd.events = from == UP ? POLLRDHUP : 0;
          else if (is_shut)
            continue;
          g_array_append_val (polled, fd);
          g_ptr_array_add (whose, pair);
        }
    }
}

static void
serve_one (FaultProxy *self, Pair *pair, const struct pollfd *polled)
{
  int from = polled->fd == pair->fds[UP] ? UP : DOWN;

  if (polled->revents == 0 || pair->fds[from] != polled->fd)
    return;
  if (pair->is_stalled)
    reset_both (pair);
  else
    move (self, pair, from);
}

/* one round of the thread; TRUE: another */
static gboolean
serve (FaultProxy *self)
{
  g_autoptr (GArray) polled = g_array_new (FALSE, FALSE, sizeof (struct pollfd));
  g_autoptr (GPtrArray) whose = g_ptr_array_new ();
  const struct pollfd own[] = { { self->wake, POLLIN, 0 }, { self->listener, POLLIN, 0 } };
  const struct pollfd *fds;
  gboolean is_over;
  guint n_plans;
  guint64 times;

  g_array_append_vals (polled, own, G_N_ELEMENTS (own));
  g_mutex_lock (&self->lock);
  list (self, polled, whose);
  n_plans = self->n_plans;
  g_mutex_unlock (&self->lock);
  if (poll ((struct pollfd *) polled->data, polled->len, FAULT_LINE_DELAY_MS / 4) <= 0)
    g_array_set_size (polled, 0);
  fds = (const struct pollfd *) polled->data;
  if (polled->len > 0 && fds[0].revents != 0 && read (self->wake, &times, sizeof times) < 0)
    g_error ("%s", g_strerror (errno));
  g_mutex_lock (&self->lock);
  /* with another plan, what was polled is gone */
  for (guint i = G_N_ELEMENTS (own); n_plans == self->n_plans && i < polled->len; i++)
    serve_one (self, whose->pdata[i - G_N_ELEMENTS (own)], &fds[i]);
  if (n_plans == self->n_plans && polled->len > 0 && fds[1].revents != 0)
    take (self);
  is_over = self->is_over;
  g_mutex_unlock (&self->lock);
  return !is_over;
}

static gpointer
run (gpointer user_data)
{
  while (serve (user_data))
    ;
  return NULL;
}

/* with the lock */
static void
wake (FaultProxy *self)
{
  const guint64 once = 1;

  if (write (self->wake, &once, sizeof once) < 0)
    g_error ("%s", g_strerror (errno));
}

FaultProxy *
fault_proxy_new (void)
{
  FaultProxy *self = g_new0 (FaultProxy, 1);
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  socklen_t n_bytes = sizeof address;

  g_mutex_init (&self->lock);
  self->pairs = g_ptr_array_new_with_free_func (pair_free);
  self->wake = eventfd (0, EFD_CLOEXEC);
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind (self->listener, (struct sockaddr *) &address, sizeof address) != 0 ||
      listen (self->listener, SOMAXCONN) != 0 ||
      getsockname (self->listener, (struct sockaddr *) &address, &n_bytes) != 0)
    g_error ("no port for the line: %s", g_strerror (errno));
  self->port = ntohs (address.sin_port);
  self->thread = g_thread_new ("line", run, self);
  return self;
}

void
fault_proxy_free (FaultProxy *self)
{
  if (self == NULL)
    return;
  g_mutex_lock (&self->lock);
  self->is_over = TRUE;
  wake (self);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  g_ptr_array_unref (self->pairs);
  g_free (self->cuts);
  close (self->listener);
  close (self->wake);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
fault_proxy_port (const FaultProxy *self)
{
  return self->port;
}

void
fault_proxy_plan (FaultProxy *self, guint16 hub_port, const FaultCut *cuts, gsize n_cuts)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_set_size (self->pairs, 0);
  g_free (self->cuts);
  self->cuts = g_memdup2 (cuts, n_cuts * sizeof *cuts);
  self->n_cuts = n_cuts;
  self->n_made = 0;
  self->n_passed = 0;
  self->n_plans++;
  self->hub_port = hub_port;
  wake (self);
  g_mutex_unlock (&self->lock);
}

guint64
fault_proxy_count_all (FaultProxy *self)
{
  guint64 n_passed;

  g_mutex_lock (&self->lock);
  n_passed = self->n_passed;
  g_mutex_unlock (&self->lock);
  return n_passed;
}

guint64
fault_proxy_count (FaultProxy *self, guint connection, gboolean is_down)
{
  guint64 n_passed = 0;

  g_mutex_lock (&self->lock);
  if (connection < self->pairs->len)
    n_passed = ((Pair *) self->pairs->pdata[connection])->n_passed[is_down ? DOWN : UP];
  g_mutex_unlock (&self->lock);
  return n_passed;
}

guint
fault_proxy_n_connections (FaultProxy *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->pairs->len;
  g_mutex_unlock (&self->lock);
  return n;
}

guint
fault_proxy_n_made (FaultProxy *self)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = self->n_made;
  g_mutex_unlock (&self->lock);
  return n;
}

gboolean
fault_proxy_is_late (FaultProxy *self)
{
  gint64 time_us = now_us ();
  gboolean is_late = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->pairs->len; i++)
    {
      const Pair *pair = self->pairs->pdata[i];

      is_late = is_late || (pair->fds[UP] >= 0 && pair->quiet_until_us > time_us);
    }
  g_mutex_unlock (&self->lock);
  return is_late;
}

gboolean
fault_proxy_is_stalled (FaultProxy *self)
{
  gboolean is_stalled = FALSE;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->pairs->len; i++)
    is_stalled = is_stalled || ((Pair *) self->pairs->pdata[i])->is_stalled;
  g_mutex_unlock (&self->lock);
  return is_stalled;
}
