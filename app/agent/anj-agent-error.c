/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/agent/anj-agent-error.h"

#include <gio/gio.h>
#include <sysexits.h>

#include "core/anj-error.h"
#include "net/anj-net-error.h"

G_DEFINE_QUARK (anj_agent_error_quark, anj_agent_error)

typedef struct
{
  AnjAgentError code;
  int exit_code;
} AgentExit;

static const AgentExit agent_exits[] = {
  { ANJ_AGENT_ERROR_INVALID, EX_DATAERR },    { ANJ_AGENT_ERROR_UNAVAILABLE, EX_UNAVAILABLE },
  { ANJ_AGENT_ERROR_THROTTLED, EX_TEMPFAIL }, { ANJ_AGENT_ERROR_FULL, EX_CANTCREAT },
  { ANJ_AGENT_ERROR_DAMAGED, EX_DATAERR },    { ANJ_AGENT_ERROR_REFUSED, EX_NOPERM },
  { ANJ_AGENT_ERROR_LOCKED, EX_NOPERM },      { ANJ_AGENT_ERROR_RESTART, EX_TEMPFAIL },
  { ANJ_AGENT_ERROR_CONFIG, EX_CONFIG },      { ANJ_AGENT_ERROR_FAILED, EX_SOFTWARE },
  { ANJ_AGENT_ERROR_DISK, EX_IOERR },         { ANJ_AGENT_ERROR_NO_CERTIFICATE, EX_UNAVAILABLE },
};

static int
exit_code_of_net (int code)
{
  switch (code)
    {
    case ANJ_NET_ERROR_UNREACHABLE:
    case ANJ_NET_ERROR_TIMEOUT:
      return EX_TEMPFAIL;
    case ANJ_NET_ERROR_STATUS:
      return EX_NOPERM;
    default:
      return EX_PROTOCOL;
    }
}

int
anj_agent_error_exit_code (const GError *error)
{
  if (error->domain == ANJ_NET_ERROR)
    return exit_code_of_net (error->code);
  if (error->domain == ANJ_ERROR)
    return EX_DATAERR;
  if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    return EX_NOINPUT;
  if (error->domain == G_FILE_ERROR || error->domain == G_IO_ERROR)
    return EX_IOERR;
  if (error->domain == G_OPTION_ERROR)
    return EX_USAGE;
  for (gsize i = 0; error->domain == ANJ_AGENT_ERROR && i < G_N_ELEMENTS (agent_exits); i++)
    if ((int) agent_exits[i].code == error->code)
      return agent_exits[i].exit_code;
  return EX_SOFTWARE;
}

GError *
anj_agent_error_new_throttled (gint64 wait_us)
{
  return g_error_new (ANJ_AGENT_ERROR, ANJ_AGENT_ERROR_THROTTLED, "throttled %" G_GINT64_FORMAT,
                      MAX (1, (wait_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC));
}
