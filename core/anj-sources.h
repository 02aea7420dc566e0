/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnjClock:
 * @real_us: wall clock, µs UTC since the epoch; may jump
 * @monotonic_us: µs since some start; never goes back
 * @user_data: for both
 *
 * Where time comes from. The core and all library layers get it as an argument, so that tests and
 * the simulator can hold it still or make it jump.
 */
typedef struct
{
  gint64 (*real_us) (gpointer user_data);
  gint64 (*monotonic_us) (gpointer user_data);
  gpointer user_data;
} AnjClock;

/**
 * AnjRandom:
 * @fill: writes @n_bytes unpredictable bytes to @out; never fails (a program without a random
 *   source must not go on: the system's implementation aborts)
 *
 * Where chance comes from.
 */
typedef struct
{
  void (*fill) (gpointer user_data, guint8 *out, gsize n_bytes);
  gpointer user_data;
} AnjRandom;

static inline gint64
anj_clock_real_us (const AnjClock *clock)
{
  return clock->real_us (clock->user_data);
}

static inline gint64
anj_clock_monotonic_us (const AnjClock *clock)
{
  return clock->monotonic_us (clock->user_data);
}

static inline void
anj_random_fill (const AnjRandom *random, guint8 *out, gsize n_bytes)
{
  random->fill (random->user_data, out, n_bytes);
}

G_END_DECLS
