/* A handle of the kind GIVEN where the kind TAKEN is expected: only of the same kind it compiles. */
#include <huimin.h>

#define JOINED(kind, end) huimin_##kind##end
#define OF(kind, end) JOINED(kind, end)

int32_t use(OF(GIVEN, ) handle, OF(TAKEN, ) * place);

int32_t use(OF(GIVEN, ) handle, OF(TAKEN, ) * place) {
#ifdef POINTER
  OF(GIVEN, ) *given = &handle;
  place = given;
  return place->id == 0;
#else
  return place == NULL ? OF(TAKEN, _free)(handle) : 0;
#endif
}
