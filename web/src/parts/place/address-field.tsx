import { useEffect, useRef, useState } from 'react';
import { screen } from '../../screen.ts';
import { Field } from '../field.tsx';
import { MAX_ADDRESS, type TypedPlace } from './typed-place.ts';

export interface AddressFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder: string;
  readonly place: Pick<TypedPlace, 'address' | 'position'>;
  readonly onChange: (part: Pick<TypedPlace, 'address' | 'position'>) => void;
}

const Suggesting = screen(async () => (await import('./suggesting-field.tsx')).SuggestingField);

/** Loads the suggestions' code: it is time when an address is the next question. */
export const preloadSuggestions = Suggesting.preload;

/**
 * An address that is typed. Suggestions come with code of their own, which is half as large as the rest of a form: until it is there, and
 * should it never come, the field is a plain one. A field that somebody is typing in is not exchanged.
 */
export function AddressField(props: AddressFieldProps) {
  const [isLoaded, setLoaded] = useState(false);
  const [isSuggesting, setSuggesting] = useState(false);
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => {
    Suggesting.loaded().then(
      () => {
        setLoaded(true);
        if (!area.current?.contains(document.activeElement)) setSuggesting(true);
      },
      () => undefined,
    );
  }, []);
  const { label, hint, error, placeholder, place, onChange } = props;
  return (
    <div ref={area} onBlur={() => setSuggesting(isLoaded)}>
      {isSuggesting ? (
        <Suggesting {...props} />
      ) : (
        <Field
          label={label}
          hint={hint}
          value={place.address}
          onChange={(address) => onChange({ address, position: null })}
          placeholder={placeholder}
          autoComplete="street-address"
          maxLength={MAX_ADDRESS}
          error={error}
        />
      )}
    </div>
  );
}
