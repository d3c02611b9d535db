import '../../styles/suggestions.css';
import { type KeyboardEvent, useContext, useEffect, useRef, useState } from 'react';
import {
  ComboBox,
  ComboBoxStateContext,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Text,
} from 'react-aria-components';
import type { AddressFieldProps } from './address-field.tsx';
import { MAX_ADDRESS } from './typed-place.ts';
import { type Suggestion, useSuggestions } from './use-suggestions.ts';

/** As it stands in the field: by its street, as letters are addressed. */
const textOf = ({ address, roadAddress }: Suggestion): string => roadAddress ?? address;

/** The address field with suggestions. What is typed counts, whether it is one of them or not. */
export function SuggestingField({ label, hint, error, placeholder, place, onChange }: AddressFieldProps) {
  const [isTyping, setTyping] = useState(false);
  const suggestions = useSuggestions(isTyping ? place.address : null);
  return (
    <ComboBox
      className="field"
      allowsCustomValue
      menuTrigger="input"
      items={suggestions.map((suggestion) => ({ id: suggestion.address, suggestion }))}
      inputValue={place.address}
      onInputChange={(address) => {
        if (address === place.address) return;
        setTyping(true);
        onChange({ address, position: null });
      }}
      // Nothing stays selected: the text in the field is the value.
      selectedKey={null}
      onSelectionChange={(key) => {
        const picked = suggestions.find(({ address }) => address === key);
        if (!picked) return;
        setTyping(false);
        const { latitude, longitude } = picked;
        onChange({ address: textOf(picked), position: { latitude, longitude } });
      }}
      isInvalid={error !== undefined}
    >
      <Label>{label}</Label>
      <TypedInput placeholder={placeholder} suggestions={suggestions} />
      {hint !== undefined && <Text slot="description">{hint}</Text>}
      <FieldError>{error}</FieldError>
      <Popover className="suggestions" offset={6}>
        <ListBox<{ id: string; suggestion: Suggestion }>>
          {({ suggestion }) => (
            <ListBoxItem textValue={textOf(suggestion)}>
              <span className="road">{textOf(suggestion)}</span>
              {suggestion.address !== textOf(suggestion) && <small>지번 {suggestion.address}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

/** The input. The list opens when suggestions arrive, and Enter without a chosen one sends the form, as without a list. */
function TypedInput({
  placeholder,
  suggestions,
}: {
  readonly placeholder: string;
  readonly suggestions: readonly Suggestion[];
}) {
  const list = useContext(ComboBoxStateContext);
  const newest = useRef(list);
  useEffect(() => {
    newest.current = list;
  });
  // By itself React Aria opens a list when a letter is typed, and suggestions come later. A list that was closed stays closed.
  useEffect(() => {
    const current = newest.current;
    if (suggestions.length > 0 && current?.isFocused && !current.isOpen) current.open(null, 'input');
  }, [suggestions]);
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    if (list?.isOpen && list.selectionManager.focusedKey === null) event.currentTarget.form?.requestSubmit();
  }
  return <Input placeholder={placeholder} maxLength={MAX_ADDRESS} onKeyDown={onKeyDown} />;
}
