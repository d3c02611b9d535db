import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql';

/** Whether an object of this type is one of `condition`: of that type, or of one that implements it or belongs to it. */
export function isOfType(schema: GraphQLSchema, typename: unknown, condition: string): boolean {
  if (typename === condition) return true;
  const wide = schema.getType(condition);
  if (!wide || !isAbstractType(wide) || typeof typename !== 'string') return false;
  const type = schema.getType(typename);
  return (isObjectType(type) || isInterfaceType(type)) && schema.isSubType(wide, type);
}
