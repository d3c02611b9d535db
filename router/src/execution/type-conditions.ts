import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object of a type matches a type condition: the same type, an interface of it, or a union that contains it. */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true;
  const wide = schema.getType(condition);
  if (!wide || !isAbstractType(wide) || typeof typename !== 'string') return false;
  const type = schema.getType(typename);
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wide, type);
}
