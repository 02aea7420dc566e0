/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/anj-sources.h"

G_BEGIN_DECLS

/*
 * Virtual time of the whole process, one thread: what is to happen stands in a queue, and time goes
 * from one to the next. GLib's time-outs and libc's clocks are this queue's and this time's
 * (sim-libc.c); what GLib has ready at a moment runs before time goes on.
 */

/* 2026-11-20, 03:00 UTC */
#define SIM_BEGIN_US G_GINT64_CONSTANT (1795143600000000)

typedef void (*SimEvent) (gpointer user_data);

/* all from the beginning; @seed draws all that happens */
void sim_loop_begin (guint64 seed);
/* drops what stands in the queue */
void sim_loop_end (void);

/* µs UTC */
gint64 sim_loop_now_us (void);
/* @event in @delay_us; returns an id, never 0 */
guint sim_loop_after (gint64 delay_us, SimEvent event, gpointer user_data);
/* whether it was still to come */
gboolean sim_loop_cancel (guint id);
/* everything up to @until_us; or until *@stop (nullable) */
void sim_loop_run (gint64 until_us, const gboolean *stop);

/**
 * SimChance:
 *
 * Who draws has a source of chance of its own, so that one more draw here changes nothing there.
 */
typedef struct
{
  guint64 state;
} SimChance;

SimChance sim_chance_new (guint64 seed, guint64 who);
guint64 sim_chance_draw (SimChance *self);
/* below @n; 0 for 0 */
guint64 sim_chance_below (SimChance *self, guint64 n);
/* once in @n; never for 0 */
gboolean sim_chance_once_in (SimChance *self, guint n);
/* exponential, of that mean */
gint64 sim_chance_wait_us (SimChance *self, gint64 mean_us);
void sim_chance_fill (gpointer chance, guint8 *out, gsize n_bytes);

/* The trace: what happened, in order. One hash over all of it; the end of it is kept for a failure.
 * @what: static; @number: whatever tells this one from others */
void sim_trace (const char *what, guint who, guint64 number);
guint64 sim_trace_hash (void);
guint64 sim_trace_count (void);
/* the newest @n_lines on standard error */
void sim_trace_print (guint n_lines);

/* what is to be done before sim_fail() ends the program; @event %NULL: nothing */
void sim_before_failing (SimEvent event, gpointer user_data);
/* says seed, virtual time and the trace's end, and ends the program */
void sim_fail (const char *format, ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;

G_END_DECLS
