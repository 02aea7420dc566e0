/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/agent/anj-line.h"
#include "app/agent/anj-terminal.h"
#include "fault-proxy.h"
#include "hub/hub-app.h"
#include "hub/hub-router.h"
#include "hub/hub-server.h"

G_BEGIN_DECLS

#define FAULT_VILLAGE_REGION "35.09.01.2001"
/* who lives there */
#define FAULT_VILLAGE_NIK "3509010102809001"
#define FAULT_VILLAGE_KK "3509010101209001"
/* the version that the hub offers; the terminal has the one before */
#define FAULT_VILLAGE_CONFIG 3

/**
 * FaultVillage:
 * @state_dir, @hub_dir: of the life that is on
 * @app: its hub, while it is on; its store's lock is to be held
 * @store, @line: its terminal, while it is on
 * @proxy: between them, always
 * @prepare, @submissions: to be set between lives, for a hub that is not what it should be
 *
 * A hub and an enrolled terminal in one program, each with its own libraries, over real mTLS. What
 * they were right after the enrolment and the first configuration is kept; each life begins from
 * there. Time is fault-time.h's.
 */
typedef struct
{
  char *folder;
  char *state_dir;
  char *hub_dir;
  AnjClock clock;
  const AnjRandom *random;
  gint64 begun_us; /* of the monotonic clock */
  FaultProxy *proxy;
  void (*prepare) (HubKeys *keys, gpointer data); /* (nullable): before the hub serves with them */
  HubHandler submissions;                         /* (nullable): instead of the hub's own */
  gpointer data;                                  /* for prepare */
  AnjBootstrap *bootstrap;
  AnjIdentity *identity;

  HubApp app;
  HubTokenGuard token_guard;
  HubServer *server;
  HubRoute *routes; /* (owned) */
  guint16 hub_port;
  AnjStoreThread *store;
  AnjLine *line;
  guint n_syncs; /* threads, atomic: before libc nobody else can tell */
} FaultVillage;

/* @parent: where its folder is made: on /dev/shm nothing waits for a disk */
void fault_village_init (FaultVillage *self, const char *parent);
void fault_village_clear (FaultVillage *self);

/* a life: both as they were after the enrolment, the line not begun */
void fault_village_begin (FaultVillage *self);
/* ends both in good order; what they wrote stays until the next life */
void fault_village_end (FaultVillage *self);

/* (transfer full): the terminal as its disk has it; between lives */
AnjTerminal *fault_village_open_terminal (FaultVillage *self);

G_END_DECLS
